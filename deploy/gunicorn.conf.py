"""gunicorn settings of `concordance serve` and of the container. Address, workers and threads come from the settings."""

worker_class = "gthread"
preload_app = True  # knowledge is read once, and a mistake in it stops the start
timeout = 30  # a worker that hangs for so long is replaced
graceful_timeout = 8  # what is under way at SIGTERM may finish; the promise is 10 s
keepalive = 5
backlog = 256
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 16380  # Epic's and the sandbox's JWTs are long
max_requests = 20000  # a slow leak never grows for long
max_requests_jitter = 2000
accesslog = None  # the service logs its own line for each request
loglevel = "warning"
worker_tmp_dir = "/dev/shm"
