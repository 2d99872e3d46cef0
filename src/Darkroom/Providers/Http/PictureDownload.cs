using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>
/// Fetches a finished picture from the address a service named: a delivery host on the internet, mostly. No key is ever sent
/// there. A service on the internet cannot make this server ask addresses inside its own network.
/// </summary>
/// <param name="service">Who named the address.</param>
/// <param name="http">Does not follow redirects by itself.</param>
/// <param name="longest">The most bytes a picture may have.</param>
internal sealed class PictureDownload(ServiceProfile service, HttpClient http, long longest)
{
    private const int Redirects = 5;
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Fetches it; a broken connection is tried again, the picture is paid for.</summary>
    /// <param name="address">An http or https address, or a data URL.</param>
    public async Task<(EncodedImage? Image, Failure? Failure)> FetchAsync(string? address, ProviderCall call)
    {
        if (address?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) is true)
        {
            return Base64Image.Decode(address) is { } inline ? (inline, null) : (null, Bad("sent a picture that is not valid base64"));
        }

        for (var attempt = 1; ; attempt++)
        {
            var (image, failure, mayPass) = await TryAsync(JsonRead.Address(address), call);
            if (!mayPass || attempt == Tries || await call.PauseAsync(Pause) is not null)
            {
                return (image, failure);
            }
        }
    }

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayPass)> TryAsync(Uri? url, ProviderCall call)
    {
        for (var hop = 0; hop <= Redirects; hop++)
        {
            if (url is null)
            {
                return (null, Bad("named no address for the picture"), false);
            }

            if (PrivateHosts.Contains(url) && !PrivateHosts.Contains(service.BaseUrl))
            {
                return (null, Bad($"named an address inside this network for the picture ({url.Host})"), false);
            }

            using var message = new HttpRequestMessage(HttpMethod.Get, url);
            try
            {
                using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, call.Token);
                if ((int)answer.StatusCode is < 300 or >= 400)
                {
                    return await TakeAsync(answer, url, call);
                }

                url = answer.Headers.Location is { } next && Uri.TryCreate(url, next, out var target) ? JsonRead.Address(target.AbsoluteUri) : null;
            }
            catch (Exception e) when (ProviderCall.Expects(e))
            {
                // Not "unavailable": the picture is made and paid for, beginning anew would pay again.
                var failure = call.ExplainEarlyEnd(e, received: 1);
                return (null, failure, ProviderCall.IsCut(e) && failure.Code is FailureCode.BadOutput);
            }
        }

        return (null, Bad("named an address that redirects too often"), false);
    }

    private async Task<(EncodedImage? Image, Failure? Failure, bool MayPass)> TakeAsync(
        HttpResponseMessage answer, Uri url, ProviderCall call)
    {
        if (!answer.IsSuccessStatusCode)
        {
            return (null, Bad($"made the picture, but {url.Host} did not deliver it (HTTP {(int)answer.StatusCode})"),
                answer.StatusCode >= HttpStatusCode.InternalServerError);
        }

        await using var content = await answer.Content.ReadAsStreamAsync(call.Token);
        await using var bounded = new BoundedStream(content, longest);
        var buffer = await PooledBuffer.ReadAsync(bounded, answer.Content.Headers.ContentLength, call.Token);
        return (EncodedImage.TakeOver(buffer.Array, buffer.Length), null, false);
    }

    private Failure Bad(string what) => new(FailureCode.BadOutput, $"{service.Name} {what}.");
}
