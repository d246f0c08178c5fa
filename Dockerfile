# One image for site and worker: programs and compiled translations, static files, no compiler, no root.
# docker build --tag dear-minister .

FROM python:3.11-slim-bookworm AS built
WORKDIR /srv/site
COPY requirements.txt .
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: -r requirements.txt
COPY . .
ENV PATH=/srv/venv/bin:$PATH
# The settings want secrets to start; what is collected and compiled here depends on none of them.
RUN python -m babel.messages.frontend --quiet compile --domain django --directory cms/locale \
    && DJANGO_SETTINGS_MODULE=cms.settings.production SECRET_KEY=none PERSON_KEY=none ALLOWED_HOSTS=none \
       SITE_URL=https://example.org DATABASE_URL=sqlite://:memory: LETTERS_FROM_EMAIL=none@example.org \
       EMAIL_URL=smtp://127.0.0.1:25 python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q cms campaigns home \
    && find /srv/venv -name '*.po' -delete \
    && pip uninstall --quiet --yes babel setuptools pip

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /srv/site letters
COPY --from=built /srv/venv /srv/venv
COPY --from=built /srv/site /srv/site
# All that is written: uploads. A new volume that is mounted there takes its owner from here.
RUN install --directory --owner letters --group letters /srv/site/var/media
WORKDIR /srv/site
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=cms.settings.production BIND=0.0.0.0:8000
USER letters
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "deploy/alive.py"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "cms.wsgi"]
