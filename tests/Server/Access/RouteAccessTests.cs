using System.Net;
using Darkroom.Keys;
using Darkroom.Tests.Server.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Access;

/// <summary>Who may use which route. A new route needs a row in routes.txt, with what its feature should need, not with what the route happens to need.</summary>
public sealed class RouteAccessTests
{
    private const string AccessKey = "correct-horse-battery-staple";

    /// <summary>What a route needs. Each kind of caller below says which of these it has.</summary>
    private enum Need
    {
        /// <summary>No key: health checks, the login, assets, and addresses with a secret of their own.</summary>
        Open,

        /// <summary>Any key: looks at something and changes nothing but this browser's cookies.</summary>
        Read,

        /// <summary>A key that makes and organises images, or a session.</summary>
        Generate,

        /// <summary>An API key with the scope admin, the access key or a session: deletes for good, or opens something to people without a login.</summary>
        Admin,

        /// <summary>An API key with the scope admin, or a session: changes settings.</summary>
        Settings,

        /// <summary>A session: manages keys.</summary>
        Operator,
    }

    private static readonly Need[] Nothing = [Need.Open];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_route_answers_each_kind_of_caller_as_the_table_says()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", AccessKey), ("Access:TrustedProxies", "127.0.0.1"));
        var table = Rows();
        var routes = EveryEndpoint.OfWith(server, "0");
        var missing = routes.Select(route => (route.Method, route.Pattern)).Where(route => !table.ContainsKey(route)).ToList();
        Assert.True(missing.Count == 0, $"Add rows for these routes to routes.txt:\n{string.Join('\n', missing.Select(route => $"{route.Method} {route.Pattern}"))}");
        var gone = table.Keys.Except(routes.Select(route => (route.Method, route.Pattern))).ToList();
        Assert.True(gone.Count == 0, $"These routes no longer exist:\n{string.Join('\n', gone)}");

        var callers = await CallersAsync(server);
        var (wrong, number) = (new List<string>(), 0);
        foreach (var (method, pattern, path) in routes)
        {
            foreach (var caller in callers)
            {
                var status = await StatusAsync(server, method, path, caller, number++);
                var need = table[(method, pattern)];
                var right = caller.Has.Contains(need) ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                    : status == (caller.Known ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized);

                // The login page answers every wrong key with 401.
                if (!right && (method, pattern) != ("POST", "/login"))
                {
                    wrong.Add($"{method} {pattern} needs {need} and answered {caller.Name} with {(int)status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<List<Caller>> CallersAsync(RunningServer server)
    {
        var (keys, store) = (server.Services.GetRequiredService<ApiKeys>(), server.Services.GetRequiredService<IApiKeyStore>());
        Need[] read = [Need.Open, Need.Read], generate = [.. read, Need.Generate], admin = [.. generate, Need.Admin];
        var (revoked, revokedSecret, _) = await keys.CreateAsync("revoked", KeyScope.Admin, KeyLimits.None, null, Cancel);
        await keys.RevokeAsync(revoked!.Id, Cancel);
        var expired = "dk_" + new string('e', 43);
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await store.AddAsync(new ApiKey(Ids.New(TimeProvider.System), "expired", "eeee", KeyScope.Admin, KeyLimits.None, past, past), ApiKeys.HashOf(expired), Cancel);
        return
        [
            new("no key", "", Nothing, Known: false),
            new("a wrong key", "Bearer wrong", Nothing, Known: false),
            new("a wrong API key", "Bearer dk_" + new string('w', 43), Nothing, Known: false),
            new("a revoked API key", $"Bearer {revokedSecret}", Nothing, Known: false),
            new("an expired API key", $"Bearer {expired}", Nothing, Known: false),
            new("a key with the scope read", await CreateAsync(KeyScope.Read), read),
            new("a key with the scope generate", await CreateAsync(KeyScope.Generate), generate),
            new("a key with the scope admin", await CreateAsync(KeyScope.Admin), [.. admin, Need.Settings]),
            new("the access key", $"Bearer {AccessKey}", admin),
            new("a session", "session", Enum.GetValues<Need>()),
        ];

        async Task<string> CreateAsync(KeyScope scope) => $"Bearer {(await keys.CreateAsync(Wire.Name(scope), scope, KeyLimits.None, null, Cancel)).Secret}";
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string method, string path, Caller caller, int number)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        // Each from another address, so that wrong keys are not throttled.
        request.Headers.Add("X-Forwarded-For", $"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");
        if (caller.Name == "a session")
        {
            request.Headers.Add("Cookie", await LogInAsync(server));
        }
        else if (caller.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", caller.Authorization);
        }

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return response.StatusCode;
    }

    private static async Task<string> LogInAsync(RunningServer server)
    {
        using var login = await server.Client.PostAsync("/login", new FormUrlEncodedContent([new("key", AccessKey)]), Cancel);
        return login.Headers.GetValues("Set-Cookie").Last().Split(';')[0];
    }

    /// <summary>Reads the table: a line with a need begins its routes.</summary>
    private static Dictionary<(string Method, string Pattern), Need> Rows()
    {
        var rows = new Dictionary<(string, string), Need>();
        var need = Need.Open;
        foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "tests/Server/Access/routes.txt")).Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line.Split(' ', 2) is [var method, var pattern])
            {
                rows.Add((method, pattern), need);
            }
            else
            {
                need = Enum.Parse<Need>(line, ignoreCase: true);
            }
        }

        return rows;
    }

    /// <param name="Has">What the caller may use.</param>
    /// <param name="Known">False if the caller is refused with 401.</param>
    private sealed record Caller(string Name, string Authorization, Need[] Has, bool Known = true);
}
