using System.Security.Cryptography;
using Darkroom.Storage;

namespace Darkroom.Server.Access;

/// <summary>
/// The sessions of browsers that logged in. The cookie contains a random token; the server stores only a hash of it and decides when a session
/// ends: at logout, when the access key changes, and after a time.
/// </summary>
internal sealed class Sessions(ISessionStore store, AccessKey key, PublicAddress address, TimeProvider time) : IHostedService
{
    public const string Cookie = "darkroom_session";

    /// <summary>A session ends when it was not used for this time.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromDays(30);

    /// <summary>A session ends after this time, however often it is used.</summary>
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(90);

    private const int TokenBytes = 32;

    /// <summary>The accuracy of the stored time of the last use: a write for each request would be too much.</summary>
    private static readonly TimeSpan UseAccuracy = TimeSpan.FromHours(1);

    /// <summary>Deletes the sessions of other access keys and those that have ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            await store.EndOthersAsync(key.Mark, now - AbsoluteLimit, now - IdleLimit, cancellationToken);
        }
        catch (StorageException)
        {
            // None of these sessions gives access: they have ended, or their hashes belong to another key.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts a session and sends its cookie to the browser.</summary>
    public async Task BeginAsync(HttpContext context)
    {
        await EndAsync(context);
        var (token, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)), time.GetUtcNow());
        await store.AddAsync(new Session(key.HashOf(token), key.Mark, now, now), context.RequestAborted);
        var options = CookieOf(context.Request);
        options.MaxAge = AbsoluteLimit;
        context.Response.Cookies.Append(Cookie, token, options);
    }

    /// <summary>Returns true if the browser's session has not ended, and stores its use.</summary>
    public async Task<bool> AdmitsAsync(HttpContext context)
    {
        if (!key.Required || TokenOf(context.Request) is not { } token)
        {
            return false;
        }

        var (hash, now) = (key.HashOf(token), time.GetUtcNow());
        if (await store.FindAsync(hash, context.RequestAborted) is not { } session
            || now - session.CreatedAt >= AbsoluteLimit || now - session.UsedAt >= IdleLimit)
        {
            return false;
        }

        if (now - session.UsedAt >= UseAccuracy)
        {
            await UseAsync(hash, now, context.RequestAborted);
        }

        return true;
    }

    /// <summary>Ends the browser's session, if it has one, and deletes its cookie.</summary>
    /// <returns>False if there was no session.</returns>
    public async Task<bool> EndAsync(HttpContext context)
    {
        if (!key.Required || context.Request.Cookies[Cookie] is null)
        {
            return false;
        }

        context.Response.Cookies.Delete(Cookie, CookieOf(context.Request));
        return TokenOf(context.Request) is { } token && await store.EndAsync(key.HashOf(token), CancellationToken.None);
    }

    private async Task UseAsync(string hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await store.UseAsync(hash, now, cancellationToken);
        }
        catch (StorageException)
        {
            // A full disk must not lock out the owner: pages can still be read, and the next request stores the use.
        }
    }

    private static string? TokenOf(HttpRequest request) => request.Cookies[Cookie] is { Length: 2 * TokenBytes } token ? token : null;

    private CookieOptions CookieOf(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = address.IsHttps(request),
        Path = SitePath.ForCookies(request),
    };
}
