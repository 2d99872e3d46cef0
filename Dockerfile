# Builds and runs Darkroom: docker compose up -d
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/Darkroom.Server --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Only for creatives in Chinese, Japanese or Korean and with emoji; without these fonts they get a warning.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-cjk fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /data && chown app /data
WORKDIR /app
COPY --from=build /app .
# Listening to other machines: it does not start without DARKROOM_ACCESS_KEY.
# The list of fonts is cached in /tmp.
ENV ASPNETCORE_URLS=http://+:5080 DARKROOM_DATA=/data XDG_CACHE_HOME=/tmp
USER app
VOLUME /data
EXPOSE 5080
ENTRYPOINT ["dotnet", "Darkroom.Server.dll"]
