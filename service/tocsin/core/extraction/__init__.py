"""Page -> title, text, date, language and what else it says of itself; or why it is no article.

`kind` decides, and nothing else:

    html    a page: read, judged (`Rejected` where it is no article), cleaned of what belongs to other stories
    text    text/plain from the web or a `.txt` file: its first line is its title and stays in the text
    clean   text given as already cleaned: `hint_title` is its title; without one its first line is, and stays

Of the three only `html`, and a `text` or `clean` of no words at all, is ever "not an article".
"""

from tocsin.core.extraction.html import read_page
from tocsin.core.extraction.plain import read_text
from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import Extracted, ParseJob

__all__ = ["extract"]


def extract(job: ParseJob) -> Extracted | Rejected:
    """Reads what was fetched or given. Pure: `job.submitted_ms` is all it knows of time.

    `Rejected` has reason `not_an_article` and says which kind of page it is in `detail`.
    """
    return read_page(job) if job.kind == "html" else read_text(job)
