using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Client;

/// <summary>Sends requests, repeats those that a lost connection or a restarting server cut off, and turns problems into exceptions.</summary>
internal sealed class Transport(HttpClient http, DarkroomClientOptions options)
{
    /// <summary>The maximum size of a JSON answer in bytes: a hostile server must not fill the memory.</summary>
    private const int MaxJson = 64 * 1024 * 1024;

    /// <summary>The longest wait before a call is repeated. If the server asks for more, the caller decides.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    public DarkroomClientOptions Options => options;

    /// <summary>The address of the server, with a slash at its end.</summary>
    public Uri BaseAddress { get; } = BaseOf(http, options);

    /// <summary>Returns the address of a path of the API, which has no slash at its beginning.</summary>
    public Uri AddressOf(string path) => new(BaseAddress, path);

    /// <summary>Returns an address that the server has sent.</summary>
    /// <exception cref="DarkroomException">It is on another host, which must not get the key.</exception>
    public Uri AddressFrom(string sent) =>
        Uri.TryCreate(BaseAddress, sent, out var address) && Uri.Compare(address, BaseAddress, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? address
            : throw new DarkroomException(ErrorCodes.BadResponse, "The server sent an address on another host.");

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        CallAsync(() => Request(HttpMethod.Get, path), type, cancellationToken);

    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        CallAsync(() => Request(HttpMethod.Post, path), type, cancellationToken);

    public HttpRequestMessage Request(HttpMethod method, string path) => new(method, AddressOf(path));

    /// <summary>Sends a request until it is answered, and reads the JSON of the answer. Each try makes its own request.</summary>
    public async Task<T> CallAsync<T>(Func<HttpRequestMessage> create, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                using var timeout = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
                using var request = create();
                return await TranslateAsync(() => SendAsync(request, type, linked.Token), cancellationToken).ConfigureAwait(false);
            }
            catch (DarkroomException fault) when (fault.IsTransient && retry < options.MaxRetries && !(fault.RetryAfter > MaxWait))
            {
                await Task.Delay(WaitBefore(retry, fault.RetryAfter), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends a request once and reads the JSON of the answer. It takes as long as the caller lets it.</summary>
    public Task<T> SendOnceAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        TranslateAsync(() => SendAsync(request, type, cancellationToken), cancellationToken);

    /// <summary>Sends a request and returns its answer as soon as its headers are there.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.SilenceTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await TranslateAsync(() => SendAsync(request, linked.Token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a part of a call and turns what the network throws into an exception of this client.</summary>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DarkroomException(ErrorCodes.Timeout, "The server did not answer in time.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException)
        {
            throw new DarkroomException(ErrorCodes.ConnectionFailed, $"The server cannot be reached, or the connection broke: {fault.Message}", fault);
        }
        catch (JsonException fault)
        {
            throw new DarkroomException(ErrorCodes.BadResponse, "The answer is not one of Darkroom's. Check the address of the server.", fault);
        }
    }

    private static Uri BaseOf(HttpClient http, DarkroomClientOptions options)
    {
        var address = options.BaseAddress ?? http.BaseAddress;
        return address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/")
            : throw new ArgumentException("Set the base address to that of the server, such as http://127.0.0.1:5080.", nameof(options));
    }

    /// <summary>Half a second, doubled with each try, or what the server asks for; a little more, so that many clients do not come back together.</summary>
    private static TimeSpan WaitBefore(int retry, TimeSpan? asked) =>
        (asked ?? TimeSpan.FromSeconds(Math.Min(8, 0.5 * Math.Pow(2, retry)))) + TimeSpan.FromMilliseconds(Random.Shared.Next(250));

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxJson);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The answer is null.");
    }

    /// <summary>Sends a request.</summary>
    /// <returns>An answer that reports success.</returns>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (options.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemOfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<DarkroomException> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
        var code = problem?.Code ?? response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ErrorCodes.Authentication,
            HttpStatusCode.Forbidden => ErrorCodes.Permission,
            HttpStatusCode.TooManyRequests => ErrorCodes.RateLimited,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ErrorCodes.Unavailable,
            _ => ErrorCodes.BadResponse,
        };
        return new DarkroomException(code, problem?.Detail ?? problem?.Title ?? $"The server answered with {(int)response.StatusCode}.")
        {
            Title = problem?.Title,
            Detail = problem?.Detail,
            Status = response.StatusCode,
            RetryAfter = problem?.RetryAfterMs is { } milliseconds ? MillisecondsJson.From(Math.Max(0, milliseconds)) : response.Headers.RetryAfter?.Delta,
            MissingSetting = problem?.MissingSetting,
            Errors = (problem?.Errors ?? []).ToDictionary(field => field.Key, field => (IReadOnlyList<string>)field.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>Returns the problem that an answer describes; null for the error of a proxy, or of something else.</summary>
    private static async Task<ProblemBody?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return null;
        }

        try
        {
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxJson);
            return await JsonSerializer.DeserializeAsync(body, ClientJson.Wire.ProblemBody, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
