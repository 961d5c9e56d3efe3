"""What `tocsin demo` needs: an embedded broker, a local wire, and a live view of the whole service."""
