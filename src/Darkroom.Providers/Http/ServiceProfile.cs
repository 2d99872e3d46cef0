using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Darkroom.Providers.Http;

/// <summary>A service on the network: its URL, how to authenticate, its default limits, and what its errors mean.</summary>
/// <param name="Name">The display name, such as "OpenAI".</param>
/// <param name="BaseUrl">The base URL without a trailing slash. It may have a query, such as an API version.</param>
/// <param name="Key">The secret; null if there is none.</param>
/// <param name="KeySetting">The setting that holds the key, such as <c>OPENAI_API_KEY</c>.</param>
internal sealed record ServiceProfile(string Name, Uri BaseUrl, string? Key, string KeySetting)
{
    private const int MaxCategories = 10;
    private const int MaxCategoryLength = 60;

    /// <param name="options">The operator's settings, which hold the key and may replace the URL.</param>
    /// <param name="defaultUrl">The base URL if the operator sets none.</param>
    public ServiceProfile(string name, ProviderOptions options, string defaultUrl, string keySetting)
        : this(name, options.BaseUrl ?? new Uri(defaultUrl), ApiKeyFrom(options), keySetting) =>
        AtHome = BaseUrl.Host.Equals(new Uri(defaultUrl).Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the URL is the service's own, so that its announcements apply.</summary>
    public bool AtHome { get; init; }

    /// <summary>The id in the catalog of models; null for that of the provider.</summary>
    public string? ModelScope { get; init; }

    /// <summary>The limits that apply if the operator sets none.</summary>
    public ProviderLimits Limits { get; init; } = new(MaxConcurrency: 4, ImagesPerMinute: null, Timeout: TimeSpan.FromMinutes(5));

    /// <summary>Whether the provider can be used; null if that depends on the key alone.</summary>
    public ProviderSetup? Setup { get; init; }

    /// <summary>Adds the key to a request to this service.</summary>
    public Action<HttpRequestMessage, string> Authenticate { get; init; } = WithBearerToken;

    /// <summary>Classifies an error of the service; null to classify it by its HTTP status.</summary>
    public Func<ServiceError, FailureCode?> Classify { get; init; } = _ => null;

    /// <summary>The response header that holds the type of an error; null if there is none.</summary>
    public string? ErrorTypeHeader { get; init; }

    /// <summary>The display name of the key.</summary>
    public string KeyName { get; init; } = "API key";

    public static void WithBearerToken(HttpRequestMessage message, string key) =>
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

    /// <summary>Sends <c>user:password</c> as HTTP Basic and any other key as a bearer token, for a proxy in front of a local server.</summary>
    public static void WithBasicOrBearer(HttpRequestMessage message, string key) => message.Headers.Authorization = key.Contains(':')
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)))
        : new AuthenticationHeaderValue("Bearer", key);

    /// <summary>The configured key; null if it is empty.</summary>
    public static string? ApiKeyFrom(ProviderOptions options) => string.IsNullOrWhiteSpace(options.ApiKey) ? null : options.ApiKey.Trim();

    /// <summary>Returns a URL below the base URL, whose own query is kept.</summary>
    /// <param name="path">The path, without a leading slash.</param>
    /// <param name="query">The query, without a question mark.</param>
    public Uri UrlFor(string path, string query = "")
    {
        var url = new UriBuilder(BaseUrl);
        url.Path = $"{url.Path.TrimEnd('/')}/{path}";
        url.Query = url.Query.Length > 1 && query.Length > 0 ? $"{url.Query[1..]}&{query}" : url.Query + query;
        return url.Uri;
    }

    /// <summary>Whether a URL has the origin (scheme, host and port) of the base URL.</summary>
    public bool HasOrigin(Uri url) =>
        Uri.Compare(url, BaseUrl, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>
    /// Sends a request and reads the response headers. Only the origin of the base URL, which the operator configured, may be on a private
    /// network. Every other URL comes from the service's responses and must be on the public internet; its client is separate, so that it never
    /// reuses a connection to a private address.
    /// </summary>
    public Task<HttpResponseMessage> SendAsync(ProviderParts parts, HttpRequestMessage message, CancellationToken cancellationToken) =>
        (HasOrigin(message.RequestUri!) ? parts.Http : parts.PublicHttp).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Whether a URL from a response may receive the key: it has the service's origin, or uses TLS on a host of its domain.</summary>
    /// <param name="url">The URL from a response.</param>
    /// <param name="domain">The service's domain, such as <c>fal.run</c>.</param>
    public bool MayReceiveKey(Uri url, string domain) =>
        HasOrigin(url)
        || (url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort
            && (url.IdnHost == domain || url.IdnHost.EndsWith($".{domain}", StringComparison.Ordinal)));

    /// <summary>Makes a text of the service safe to log, store and show; null if nothing remains.</summary>
    public string? Sanitize(string? text, int maxLength = 500) => SafeText.Sanitize(text, Key, maxLength);

    /// <inheritdoc cref="Sanitize(string?, int)"/>
    public ModerationVerdict Sanitize(ModerationVerdict verdict) => new(
        Sanitize(verdict.Stage, MaxCategoryLength),
        [.. verdict.Categories.Take(MaxCategories).Select(each => Sanitize(each, MaxCategoryLength)).OfType<string>()]);

    /// <summary>Converts an error to a failure whose message is safe to show. An error inside a stream has no status.</summary>
    public Failure Explain(ServiceError error)
    {
        var code = CodeFor(error);
        var message = Sanitize(error.Message);
        var wait = error.RetryAfter ?? RetryAfter.FromMessage(error.Message);
        return code switch
        {
            // The service's own message may quote the key.
            FailureCode.Authentication => new Failure(code, $"{Name} rejected the {KeyName}. Check {KeySetting}."),
            FailureCode.ModerationBlocked => Blocked(error.Moderation ?? new ModerationVerdict(null, [])),
            FailureCode.RateLimited => new Failure(code, message ?? $"{Name} received too many requests.", wait),
            FailureCode.ModelLoading => new Failure(code, message ?? $"{Name} is loading the model.", wait),
            FailureCode.Unavailable => new Failure(code, message ?? $"{Name} is not available{StatusText(error.Status)}.", wait),
            FailureCode.Timeout => new Failure(code, message ?? $"{Name} took too long{StatusText(error.Status)}.", wait),
            FailureCode.Permission => new Failure(code, message ?? $"{Name} does not allow this for the account{StatusText(error.Status)}."),
            FailureCode.Quota => new Failure(code, message ?? $"The {Name} account has no credit left."),
            FailureCode.InvalidRequest => new Failure(
                code, message ?? $"{Name} rejected the request{StatusText(error.Status)}. Check the base URL and the model."),
            _ => new Failure(code, message ?? $"{Name} could not make the image{StatusText(error.Status)}."),
        };
    }

    /// <summary>Returns a failure for a moderation verdict, with a short message in place of the service's.</summary>
    public Failure Blocked(ModerationVerdict verdict)
    {
        verdict = Sanitize(verdict);
        var subject = verdict.Stage switch { "input" => "the prompt", "output" => "the finished image", _ => "this image" };
        var categories = verdict.Categories.IsEmpty ? "" : $" ({string.Join(", ", verdict.Categories)})";
        return new Failure(FailureCode.ModerationBlocked, $"{Name}'s safety system blocked {subject}{categories}.", Moderation: verdict);
    }

    /// <summary>
    /// Classifies by code and message, then by status. Of an error that the service passes on from another one, only moderation and quota
    /// count: a key rejected there is not the operator's.
    /// </summary>
    private FailureCode CodeFor(ServiceError error)
    {
        if (error.Moderation is not null)
        {
            return FailureCode.ModerationBlocked;
        }

        for (var cause = error.Cause; cause is not null; cause = cause.Cause)
        {
            if (Classify(cause) is { } inner && inner is FailureCode.ModerationBlocked or FailureCode.Quota)
            {
                return inner;
            }
        }

        var code = Classify(error) ?? CodeFor(error.Status);
        return code is FailureCode.InvalidRequest or FailureCode.Permission or FailureCode.BadOutput && SafetyTerms.ContainedIn(error.Message)
            ? FailureCode.ModerationBlocked
            : code;
    }

    private static FailureCode CodeFor(HttpStatusCode? status) => (int?)status switch
    {
        401 => FailureCode.Authentication,
        402 => FailureCode.Quota,
        403 => FailureCode.Permission,
        408 => FailureCode.Timeout,
        429 => FailureCode.RateLimited,
        >= 500 => FailureCode.Unavailable,
        not null => FailureCode.InvalidRequest,

        // An unknown error inside a stream: the call may have been billed, so it is not retried.
        null => FailureCode.BadOutput,
    };

    private static string StatusText(HttpStatusCode? status) =>
        status is { } known ? string.Create(CultureInfo.InvariantCulture, $" (HTTP {(int)known})") : "";
}
