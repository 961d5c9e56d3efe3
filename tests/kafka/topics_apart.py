"""Topics of one test alone, on whichever broker it asks."""

from uuid import uuid4

from tocsin.kafka import topics
from tocsin.kafka.probe import Broker
from tocsin.kafka.topic_admin import Copies, TopicAdmin
from tocsin.kafka.topics import Catalogue


async def topics_apart(broker: Broker) -> Catalogue:
    """Gives every topic under a name of its own; the embedded broker makes them by being asked."""
    own = uuid4().hex[:8]
    found = topics.read(",".join(f"{topic.logical}.name={topic.logical}-{own}" for topic in topics.DEFAULT.topics))
    if not broker.embedded:
        await TopicAdmin(broker, found, Copies()).create()
    return found
