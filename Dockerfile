# Builds and runs Darkroom: docker compose up -d
# Installs what bundles the scripts of the pages.
FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS browser
WORKDIR /browser
COPY src/Darkroom.Server/Browser/package.json src/Darkroom.Server/Browser/package-lock.json ./
RUN npm ci --ignore-scripts

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /src
COPY --from=browser /usr/local/bin/node /usr/local/bin/node
COPY . .
COPY --from=browser /browser/node_modules src/Darkroom.Server/Browser/node_modules
RUN dotnet publish src/Darkroom.Server -p:PublishProfile=SingleFile --runtime "linux-$(echo "$TARGETARCH" | sed s/amd64/x64/)" --output /app \
 && mkdir /data

# Has OpenSSL and certificates, and no shell, package manager or fonts.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
COPY --from=build /app /app
# For Gallery:TimeZone and TZ.
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
# Listening to other machines: it does not start without DARKROOM_ACCESS_KEY.
# The root file system may be read-only: large uploads and the list of fonts are in /tmp.
ENV ASPNETCORE_URLS=http://+:5080 DARKROOM_DATA=/data XDG_CACHE_HOME=/tmp DOTNET_EnableDiagnostics=0
USER $APP_UID
VOLUME /data
EXPOSE 5080
ENTRYPOINT ["/app/Darkroom.Server"]
