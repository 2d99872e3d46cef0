using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Darkroom.Providers.Http;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks;

/// <summary>Makes one attempt to deliver a message. Every outcome is data; only the end of the host interrupts an attempt.</summary>
/// <param name="http">A client of <see cref="NetworkGuard"/>.</param>
internal sealed class WebhookSender(HttpClient http, WebhookSecrets secrets, PublicAddress address, TimeProvider time)
{
    /// <summary>The time in which an endpoint has to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const int MaxExcerptBytes = 2048;

    /// <exception cref="OperationCanceledException">The token fired before there was an outcome.</exception>
    public async Task<WebhookAttempt> SendAsync(WebhookLease lease, CancellationToken cancellationToken)
    {
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());
        var body = BodyOf(lease, address.Root);
        if (secrets.Sign(lease.Endpoint, lease.Id, now, body) is not { } signature)
        {
            return NoResponse("The secret cannot be decrypted, because the key ring was lost. Change the secret.");
        }

        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var request = CreateRequest(lease, now, body, signature);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var elapsed = Elapsed();
            return new WebhookAttempt(now, elapsed, (int)response.StatusCode, ErrorOf(response), await ReadExcerptAsync(response, either.Token))
            {
                RetryAfter = RetryAfterOf(response),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            return NoResponse(Explain(fault, lease.Endpoint.Url));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoResponse(string.Create(CultureInfo.InvariantCulture, $"There was no response within {Timeout.TotalSeconds} seconds."));
        }

        WebhookAttempt NoResponse(string error) => new(now, Elapsed(), null, error, null);

        int Elapsed() => (int)time.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Returns the body. It is the same for each attempt, unless the public address was changed.</summary>
    private static string BodyOf(WebhookLease lease, string root)
    {
        var timestamp = lease.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $"{{\"type\":\"{lease.Type}\",\"timestamp\":\"{timestamp}\",\"data\":{SiteLinks.Address(lease.Data, root)}}}";
    }

    private static HttpRequestMessage CreateRequest(WebhookLease lease, DateTimeOffset now, string body, string signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, lease.Endpoint.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.UserAgent.ParseAdd("Darkroom-Webhooks/1.0");
        request.Headers.Add("webhook-id", lease.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        return request;
    }

    private static string? ErrorOf(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 and var status => $"The endpoint redirected (HTTP {status}). Redirects are not followed; enter the address that it redirects to.",
        410 => "The endpoint no longer exists (HTTP 410) and was disabled.",
        var status => $"The endpoint answered HTTP {status}.",
    };

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    /// <summary>Reads the beginning of the body, as one line. What comes after the deadline, or is lost, is left out: the status is known.</summary>
    private static async Task<string?> ReadExcerptAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (buffer, length) = (new byte[MaxExcerptBytes], 0);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length < buffer.Length && await content.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            // What has arrived is enough.
        }

        var text = string.Concat(Encoding.UTF8.GetString(buffer, 0, length).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length == 0 ? null : PageText.Short(text, WebhookAttempt.MaxTextLength);
    }

    private static string Explain(Exception fault, string url)
    {
        if (NetworkGuard.IsRefusal(fault))
        {
            return url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
                ? "The host is on a private network that Webhooks:AllowedNetworks does not contain."
                : "Only addresses in Webhooks:AllowedNetworks get messages over http. Use https.";
        }

        return (fault.InnerException ?? fault) switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "The name of the host cannot be resolved.",
            SocketException { Message: var reason } => PageText.Short($"There is no connection to the host: {reason}.", WebhookAttempt.MaxTextLength),
            AuthenticationException { Message: var reason } => PageText.Short($"The TLS connection failed: {reason}", WebhookAttempt.MaxTextLength),
            _ => "The connection ended before there was a response.",
        };
    }
}
