using System.Net;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>
/// Downloads a finished image from the URL in a response, usually on a delivery host on the internet. The key is never sent there. A service
/// cannot make this server connect to its own network, except to the origin of the service's base URL.
/// </summary>
/// <param name="service">The service that returned the URL.</param>
/// <param name="parts">The HTTP clients, which check the addresses that they connect to and do not follow redirects.</param>
/// <param name="maxLength">The largest accepted image in bytes.</param>
internal sealed class ImageDownload(ServiceProfile service, ProviderParts parts, long maxLength)
{
    private const int MaxRedirects = 5;
    private const int MaxTries = 3;
    private const int MinInlineLength = 64;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Downloads an image. Retries if the connection breaks, because the image is paid for.</summary>
    /// <param name="address">An http or https URL; one relative to the service's base URL; a data URL; or the image's base64 itself.</param>
    public async Task<(EncodedImage? Image, Failure? Failure)> FetchAsync(string? address, ProviderCall call)
    {
        if (address?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) is true)
        {
            return Base64Image.Decode(address) is { } inline ? (inline, null) : (null, Failed("sent an image that is not valid base64"));
        }

        if (DecodeInline(address) is { } unlabelled)
        {
            return (unlabelled, null);
        }

        for (var attempt = 1; ; attempt++)
        {
            var (image, failure, mayRetry) = await TryAsync(ResolveUrl(address), call);
            if (!mayRetry || attempt == MaxTries || await call.DelayAsync(RetryDelay) is not null)
            {
                return (image, failure);
            }
        }
    }

    /// <summary>Decodes base64 that was sent in place of a URL.</summary>
    private static EncodedImage? DecodeInline(string? address)
    {
        if (address is not { Length: > MinInlineLength } || address.Contains(':', StringComparison.Ordinal) || Base64Image.Decode(address) is not { } image)
        {
            return null;
        }

        if (ImageFormats.Detect(image.Bytes.Span) is not null)
        {
            return image;
        }

        image.Dispose();
        return null;
    }

    /// <summary>Resolves a URL; a relative one is below the service's base URL.</summary>
    private Uri? ResolveUrl(string? address)
    {
        if (JsonExtensions.Address(address) is { } absolute)
        {
            return absolute;
        }

        var below = new Uri($"{service.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/");
        return address is { Length: > 0 } && !address.Any(char.IsWhiteSpace) && Uri.TryCreate(below, address, out var url)
            ? JsonExtensions.Address(url.AbsoluteUri)
            : null;
    }

    private bool IsPrivate(Uri url) => !service.HasOrigin(url)
        && (PrivateHosts.Contains(url) || (IPAddress.TryParse(url.IdnHost, out var literal) && SpecialAddresses.Contains(literal)));

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayRetry)> TryAsync(Uri? url, ProviderCall call)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (url is null)
            {
                return (null, Failed("returned no URL for the image"), false);
            }

            if (IsPrivate(url))
            {
                return (null, NotPublic(url), false);
            }

            var requested = url;
            using var message = new HttpRequestMessage(HttpMethod.Get, requested);
            try
            {
                using var response = await service.SendAsync(parts, message, call.Token);
                if ((int)response.StatusCode is < 300 or >= 400)
                {
                    return await ReadImageAsync(response, requested, call);
                }

                url = response.Headers.Location is { } next && Uri.TryCreate(requested, next, out var target) ? JsonExtensions.Address(target.AbsoluteUri) : null;
            }
            catch (HttpRequestException e) when (e.InnerException is NotPublicException)
            {
                return (null, NotPublic(requested), false);
            }
            catch (Exception e) when (ProviderCall.IsNetworkError(e))
            {
                // Not "unavailable": the image is finished and paid for, and a new call would be billed again.
                var failure = call.ExplainFailedDownload(e, requested);
                return (null, failure, ProviderCall.IsConnectionLost(e) && failure.Code is FailureCode.BadOutput);
            }
        }

        return (null, Failed("returned a URL that redirects too often"), false);
    }

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayRetry)> ReadImageAsync(
        HttpResponseMessage response, Uri url, ProviderCall call)
    {
        if (!response.IsSuccessStatusCode)
        {
            return (null, Failed($"made the image, but {url.Host} did not deliver it (HTTP {(int)response.StatusCode})"),
                response.StatusCode >= HttpStatusCode.InternalServerError);
        }

        await using var content = await response.Content.ReadAsStreamAsync(call.Token);
        await using var bounded = new BoundedStream(content, maxLength);
        return (await call.ReadAsync(bounded, response.Content.Headers.ContentLength), null, false);
    }

    private Failure NotPublic(Uri url) => Failed($"returned an image URL that is not on the public internet ({url.Host})");

    private Failure Failed(string what) => new(FailureCode.BadOutput, $"{service.Name} {what}.");
}
