"""The adapters of Kafka: clients' security, the topics, publishing, lag and dead letters."""
