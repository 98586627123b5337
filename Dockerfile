# One image for web, worker, beat and the one-shot that prepares the database.
FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home numoraq \
 && install -d /app/var /app/var/files /app/var/metrics
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMORAQ_BOOTSTRAP=0 \
    PROMETHEUS_MULTIPROC_DIR=/app/var/metrics
COPY --from=packages /venv /venv
WORKDIR /app
# The code is root's: the process that serves it writes below /app/var and nowhere else.
COPY . .
# Needs settings, but neither servers nor secrets: these are for this one step.
RUN NUMORAQ_SECRET_KEY=build NUMORAQ_ENC_KEYS=build:none DATABASE_URL=postgresql://none@none/none \
    python manage.py prepare --static \
 && chown -R numoraq /app/var
USER numoraq
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz/')"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--no-ws", "--blocking-threads", "4", "--log-level", "warning", "numoraq.wsgi:application"]
