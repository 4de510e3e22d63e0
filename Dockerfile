# Two stages: the front end is built with Node, the image that runs has Python only and is nobody special.
FROM node:22-bookworm-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY svs/web/assets svs/web/assets
RUN npm run build

FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SVS_HOME=/var/lib/svs SVS_HASHED_STATIC=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt \
    && useradd --system --uid 10001 --home-dir /var/lib/svs --create-home svs
COPY . .
COPY --from=front-end /build/svs/web/static svs/web/static
RUN SVS_SECRET_KEY=only-to-collect-files python manage.py collectstatic --no-input -v 0 \
    && chown -R svs /var/lib/svs
USER svs
EXPOSE 8000
CMD ["gunicorn", "svs.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "30", "--graceful-timeout", "30", "--max-requests", "2000", "--max-requests-jitter", "200"]
