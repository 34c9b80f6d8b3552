FROM python:3.13-slim AS build

WORKDIR /build
COPY requirements/build.txt requirements/app.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/build.txt

ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=/app/.venv
RUN uv venv --quiet /app/.venv && uv pip sync --quiet --require-hashes requirements/app.txt

COPY pyproject.toml README.md LICENSE ./
COPY pipeline pipeline
COPY producers producers
COPY consumers consumers
RUN hatchling build --target wheel --directory wheel && uv pip install --quiet --no-deps wheel/*.whl


FROM python:3.13-slim

# The same base as above, or the environment would point to a Python that is not there.
COPY --from=build /app/.venv /app/.venv
COPY config /app/config
RUN useradd --system --uid 999 --home-dir /data --shell /usr/sbin/nologin undersight \
    && install --directory --owner undersight /data

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    UNDERSIGHT_DATA_DIR=/data \
    UNDERSIGHT_OBSERVABILITY__LOG_FORMAT=json \
    UNDERSIGHT_OBSERVABILITY__METRICS_PORT=9100

WORKDIR /app
USER 999
VOLUME /data
STOPSIGNAL SIGTERM

# One port for each of the seven hops that `undersight run` starts.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["python", "-c", \
    "import urllib.request as r; [r.urlopen(f'http://127.0.0.1:{p}/ready', timeout=5) for p in range(9100, 9107)]"]

ENTRYPOINT ["undersight"]
CMD ["run"]
