using System.Net;
using System.Text;
using Darkroom.Server.Access;

namespace Darkroom.Tests.Server.Access;

/// <summary>A session ends at logout, when the access key changes, and after a time.</summary>
public sealed class SessionTests
{
    private const string Key = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logout_ends_the_session_on_the_server_and_no_other()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        var (one, two) = (await LoginAsync(server), await LoginAsync(server));

        using var left = await PostAsync(server, "/logout", one);

        Assert.Equal((HttpStatusCode.SeeOther, "/login"), (left.StatusCode, left.Headers.Location?.OriginalString));
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(left.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.False(await IsInAsync(server, one));
        Assert.True(await IsInAsync(server, two));
    }

    [Fact]
    public async Task A_new_login_ends_the_browsers_old_session()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        var one = await LoginAsync(server);

        var two = await LoginAsync(server, one);

        Assert.NotEqual(one, two);
        Assert.False(await IsInAsync(server, one));
        Assert.True(await IsInAsync(server, two));
    }

    [Fact]
    public async Task An_unused_session_ends_after_thirty_days()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time, ("DARKROOM_ACCESS_KEY", Key));
        var session = await LoginAsync(server);
        time.Advance(Sessions.IdleLimit - TimeSpan.FromMilliseconds(1));
        Assert.True(await IsInAsync(server, session));
        time.Advance(Sessions.IdleLimit - TimeSpan.FromMilliseconds(1));
        Assert.True(await IsInAsync(server, session));

        time.Advance(Sessions.IdleLimit);

        Assert.False(await IsInAsync(server, session));
        Assert.Equal(TimeSpan.FromDays(30), Sessions.IdleLimit);
    }

    [Fact]
    public async Task A_session_ends_after_ninety_days_however_often_it_is_used()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time, ("DARKROOM_ACCESS_KEY", Key));
        var session = await LoginAsync(server);
        for (var day = 0; day < 80; day += 20)
        {
            time.Advance(TimeSpan.FromDays(20));
            Assert.True(await IsInAsync(server, session));
        }

        time.Advance(TimeSpan.FromDays(10));

        Assert.False(await IsInAsync(server, session));
        Assert.Equal(TimeSpan.FromDays(90), Sessions.AbsoluteLimit);
    }

    [Fact]
    public async Task A_session_survives_a_restart_but_not_a_change_of_the_key_even_if_the_old_key_returns()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            string session;
            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", Key)))
            {
                session = await LoginAsync(server);
            }

            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", Key)))
            {
                Assert.True(await IsInAsync(server, session));
            }

            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", "another-key-for-the-same-store")))
            {
                Assert.False(await IsInAsync(server, session));
            }

            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", Key)))
            {
                Assert.False(await IsInAsync(server, session));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_token_of_a_session_is_not_stored()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        var token = (await LoginAsync(server)).Split('=')[1];
        await server.StopAsync(Cancel);

        Assert.Equal(64, token.Length);
        foreach (var file in Directory.EnumerateFiles(server.Folder, "darkroom.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.DoesNotContain(token, await reader.ReadToEndAsync(Cancel), StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(token, server.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4102444800.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_cookie_without_a_session_gives_no_access(string value)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        await LoginAsync(server);

        Assert.False(await IsInAsync(server, $"{Sessions.Cookie}={value}"));
    }

    private static async Task<string> LoginAsync(RunningServer server, string? cookie = null)
    {
        using var response = await PostAsync(server, "/login", cookie, new("key", Key), new("back", "/"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Last().Split(';')[0];
    }

    private static async Task<HttpResponseMessage> PostAsync(
        RunningServer server, string path, string? cookie, params KeyValuePair<string, string>[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await server.Client.SendAsync(request, Cancel);
    }

    private static async Task<bool> IsInAsync(RunningServer server, string cookie)
    {
        using var response = await server.Client.OpenAsync("/api/images", ("Cookie", cookie));
        return response.StatusCode == HttpStatusCode.OK;
    }
}
