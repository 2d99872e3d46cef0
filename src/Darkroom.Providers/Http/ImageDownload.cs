using System.Net;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>
/// Fetches a finished image from the address a service named: a delivery host on the internet, mostly. No key is ever sent
/// there. A service cannot make this server ask addresses inside its own network, except at the origin of the service's base address.
/// </summary>
/// <param name="service">Who named the address.</param>
/// <param name="http">Checks what is connected to, and does not follow redirects by itself.</param>
/// <param name="longest">The most bytes an image may have.</param>
internal sealed class ImageDownload(ServiceProfile service, ServiceHttp http, long longest)
{
    private const int MaxRedirects = 5;
    private const int MaxTries = 3;
    private const int MinInlineLength = 64;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Fetches it; a broken connection is tried again, the image is paid for.</summary>
    /// <param name="address">
    /// An http or https address; one relative to the service's base address; a data URL; or the image's base64 itself.
    /// </param>
    public async Task<(EncodedImage? Image, Failure? Failure)> FetchAsync(string? address, ProviderCall call)
    {
        if (address?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) is true)
        {
            return Base64Image.Decode(address) is { } inline ? (inline, null) : (null, Bad("sent an image that is not valid base64"));
        }

        if (DecodeInline(address) is { } unlabelled)
        {
            return (unlabelled, null);
        }

        for (var attempt = 1; ; attempt++)
        {
            var (image, failure, mayPass) = await TryAsync(ResolveUrl(address), call);
            if (!mayPass || attempt == MaxTries || await call.DelayAsync(RetryDelay) is not null)
            {
                return (image, failure);
            }
        }
    }

    /// <summary>Base64 where an address should be.</summary>
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

    /// <summary>A relative address is on the service's own host, below its base address.</summary>
    private Uri? ResolveUrl(string? address)
    {
        if (JsonElementExtensions.Address(address) is { } absolute)
        {
            return absolute;
        }

        var below = new Uri($"{service.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}/");
        return address is { Length: > 0 } && !address.Any(char.IsWhiteSpace) && Uri.TryCreate(below, address, out var url)
            ? JsonElementExtensions.Address(url.AbsoluteUri)
            : null;
    }

    private bool IsPrivate(Uri url) => !service.HasOrigin(url)
        && (PrivateHosts.Contains(url) || (IPAddress.TryParse(url.IdnHost, out var literal) && SpecialAddresses.Contains(literal)));

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayPass)> TryAsync(Uri? url, ProviderCall call)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (url is null)
            {
                return (null, Bad("named no address for the image"), false);
            }

            if (IsPrivate(url))
            {
                return (null, NotPublic(url), false);
            }

            var asked = url;
            using var message = new HttpRequestMessage(HttpMethod.Get, asked);
            try
            {
                using var answer = await http.SendAsync(message, call.Token);
                if ((int)answer.StatusCode is < 300 or >= 400)
                {
                    return await ReadImageAsync(answer, asked, call);
                }

                url = answer.Headers.Location is { } next && Uri.TryCreate(asked, next, out var target) ? JsonElementExtensions.Address(target.AbsoluteUri) : null;
            }
            catch (HttpRequestException e) when (e.InnerException is NotPublicException)
            {
                return (null, NotPublic(asked), false);
            }
            catch (Exception e) when (ProviderCall.IsNetworkError(e))
            {
                // Not "unavailable": the image is made and paid for, beginning anew would pay again.
                var failure = call.ExplainFailedDownload(e, asked);
                return (null, failure, ProviderCall.IsConnectionLost(e) && failure.Code is FailureCode.BadOutput);
            }
        }

        return (null, Bad("named an address that redirects too often"), false);
    }

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayPass)> ReadImageAsync(
        HttpResponseMessage answer, Uri url, ProviderCall call)
    {
        if (!answer.IsSuccessStatusCode)
        {
            return (null, Bad($"made the image, but {url.Host} did not deliver it (HTTP {(int)answer.StatusCode})"),
                answer.StatusCode >= HttpStatusCode.InternalServerError);
        }

        await using var content = await answer.Content.ReadAsStreamAsync(call.Token);
        await using var bounded = new BoundedStream(content, longest);
        var buffer = await PooledBuffer.ReadAsync(bounded, answer.Content.Headers.ContentLength, call.Token);
        return (EncodedImage.TakeOver(buffer.Array, buffer.Length), null, false);
    }

    private Failure NotPublic(Uri url) => Bad($"named an address for the image that is not on the public internet ({url.Host})");

    private Failure Bad(string what) => new(FailureCode.BadOutput, $"{service.Name} {what}.");
}
