# One image for web, worker, scheduler and migrations. It runs as a user of no rights; nothing embedded is in it.
FROM python:3.13-slim-bookworm AS environment
RUN pip install --no-cache-dir "uv>=0.9"
WORKDIR /app
COPY pyproject.toml uv.lock ./
# To build psycopg2 against the system's libpq instead of the wheel's: apt-get install gcc libpq-dev, and
# uv pip install --no-binary psycopg2 psycopg2.
RUN uv sync --frozen --no-dev --compile-bytecode

FROM python:3.13-slim-bookworm
# WeasyPrint draws with pango.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home pbr
WORKDIR /app
COPY --from=environment /app/.venv .venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 STATIC_ROOT=/app/collected
RUN SECRET_KEY=build DATABASE_URL=postgres://build@/build REDIS_URL=redis://build ALLOWED_HOSTS=build \
    python manage.py collectstatic --no-input -v 0
USER pbr
EXPOSE 8000
CMD ["gunicorn", "pbr.wsgi", "--preload", "--workers=2", "--threads=4", "--timeout=60", "--bind=0.0.0.0:8000"]
