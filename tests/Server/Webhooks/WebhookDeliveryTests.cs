using System.Net;
using System.Text;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Darkroom.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using StandardWebhooks.Diagnostics;

namespace Darkroom.Tests.Server.Webhooks;

/// <summary>Messages that a receiver gets over real HTTP, and what receivers do with them.</summary>
public sealed class WebhookDeliveryTests : WebhookTest
{
    private static readonly Script Ok = Scripts.Answer(200, "thanks");

    [Fact]
    public async Task Every_event_of_a_run_arrives_signed_with_ids_and_absolute_addresses()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(AllowLoopback, ("Access:PublicUrl", "https://localhost/darkroom"));
        var (id, secret) = await AddAsync(server, receiver, "image.ready", "generation.completed", "generation.failed");

        var image = Assert.Single(await server.PaintAsync(1, "a secret wish"));
        await receiver.RequestsAsync(2).WaitAsync(Cancel);

        Assert.All(receiver.Requests, request => Verify(request, secret));
        Assert.All(receiver.Requests, request => Assert.Equal(("POST", "application/json"), (request.Method, request.Headers["Content-Type"])));
        var ready = receiver.Requests.Single(request => request.Json.GetProperty("type").GetString() == "image.ready").Json;
        Assert.Equal(image, ready.GetProperty("data").GetProperty("image_id").GetString());
        Assert.Equal($"https://localhost/darkroom/images/{image}", ready.GetProperty("data").GetProperty("url").GetString());
        Assert.Equal($"https://localhost/darkroom/images/{image}/view", ready.GetProperty("data").GetProperty("page_url").GetString());
        Assert.InRange(TimeProvider.System.GetUtcNow() - ready.GetProperty("timestamp").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        var end = receiver.Requests.Single(request => request.Json.GetProperty("type").GetString() == "generation.completed");
        Assert.Equal("completed", end.Json.GetProperty("data").GetProperty("status").GetString());
        Assert.Contains($"\"https://localhost/darkroom/images/{image}\"", end.Text, StringComparison.Ordinal);
        Assert.All(receiver.Requests, request => Assert.DoesNotContain("wish", request.Text, StringComparison.Ordinal));
        var log = await LogUntilAsync(server, id, log => log.All(one => StateOf(one) == "delivered"));
        Assert.Equal(
            receiver.Requests.Select(request => request.Headers["webhook-id"]).Order(StringComparer.Ordinal),
            log.Select(one => one.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal((200, "thanks"), (OnlyAttempt(log[0]).GetProperty("status").GetInt32(), OnlyAttempt(log[0]).GetProperty("excerpt").GetString()));
    }

    [Fact]
    public async Task A_campaign_that_is_finished_is_an_event()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        await AddAsync(server, receiver, "campaign.completed");
        var campaign = await Campaigns.CampaignApi.CampaignAsync(server.Client);

        await Campaigns.CampaignApi.GenerateAsync(server.Client, campaign);
        await receiver.RequestsAsync(1).WaitAsync(Cancel);

        var data = receiver.Requests[0].Json.GetProperty("data");
        Assert.Equal((campaign, 1, 1), (data.GetProperty("url").GetString(), data.GetProperty("of").GetInt32(), data.GetProperty("done").GetInt32()));
    }

    [Fact]
    public async Task For_a_day_after_a_change_of_the_secret_both_secrets_verify_a_message()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, first) = await AddAsync(server, receiver, "image.ready");

        var changed = await server.CallAsync("POST", $"/api/webhooks/{id}/secret");
        var second = changed.GetProperty("secret").GetString()!;
        await TestAsync(server, id);

        Assert.NotEqual(first, second);
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", second);
        Assert.InRange(changed.GetProperty("previous_secret_until").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Matches("^(v1,[^ ]{44}) (v1,[^ ]{44}) \\1$", receiver.Requests[0].Headers["webhook-signature"]);
        Verify(receiver.Requests[0], first);
        Verify(receiver.Requests[0], second);

        // Another change ends the first one.
        await server.CallAsync("POST", $"/api/webhooks/{id}/secret");
        await TestAsync(server, id);
        Verify(receiver.Requests[1], second);
        Assert.Throws<WebhookVerificationException>(() => Verify(receiver.Requests[1], first));
    }

    [Fact]
    public async Task A_day_after_a_change_of_the_secret_only_the_new_one_signs()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");
        await server.CallAsync("POST", $"/api/webhooks/{id}/secret");

        time.Advance(TimeSpan.FromHours(24));
        await TestAsync(server, id);

        Assert.Matches("^v1,[^ ]{44}$", receiver.Requests[0].Headers["webhook-signature"]);
        Assert.False((await EndpointAsync(server, id)).TryGetProperty("previous_secret_until", out _));
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_ten_attempts_with_one_id_and_then_the_endpoint_is_marked()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(500, "broken"));
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "generation.completed");
        await server.PaintAsync(1);

        for (var attempt = 1; attempt <= 10; attempt++)
        {
            await LogUntilAsync(server, id, log => log.Count == 1 && log[0].GetProperty("attempts").GetArrayLength() == attempt);
            if (attempt < 10)
            {
                // The longest that the jitter can make it.
                time.Advance(WebhookSchedule.Delays[attempt - 1] * 1.1);
                server.Services.GetRequiredService<IJobSignals>().Raise(IJobSignals.Webhooks);
            }
        }

        Assert.Equal("failed", StateOf((await LogAsync(server, id))[0]));
        Assert.Single(receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Single(receiver.Requests.Select(request => request.Text).Distinct());
        Assert.Equal(10, receiver.Requests.Select(request => request.Headers["webhook-timestamp"]).Distinct().Count());
        Assert.True((await EndpointAsync(server, id)).TryGetProperty("failed_at", out _));

        // A replay begins again, and its success ends the mark.
        receiver.On(Path, Ok);
        var message = (await LogAsync(server, id))[0].GetProperty("id").GetString();
        await server.CallAsync("POST", $"/api/webhooks/{id}/deliveries/{message}/replay", status: 202);
        await LogUntilAsync(server, id, log => StateOf(log[0]) == "delivered");
        Assert.Equal(message, receiver.Requests[^1].Headers["webhook-id"]);
        Assert.False((await EndpointAsync(server, id)).TryGetProperty("failed_at", out _));
    }

    [Fact]
    public async Task The_first_retry_comes_by_its_timer()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(503, ""), Ok);
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "generation.completed");
        await server.PaintAsync(1);
        await LogUntilAsync(server, id, log => log.Count == 1 && log[0].GetProperty("attempts").GetArrayLength() == 1);

        await time.AdvanceBesideAsync(receiver.RequestsAsync(2), TimeSpan.FromSeconds(1));

        await LogUntilAsync(server, id, log => StateOf(log[0]) == "delivered");
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_delays_no_other()
    {
        await using var slow = (await ScriptedServer.StartAsync()).On(Path, Scripts.Hang());
        await using var fast = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        await AddAsync(server, slow, "image.ready");
        await AddAsync(server, fast, "image.ready");

        await server.PaintAsync(12);
        await fast.RequestsAsync(12).WaitAsync(Cancel);

        Assert.InRange(slow.Requests.Count, 1, IWebhookQueue.MaxPerEndpoint);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_has_twenty_seconds()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Hang());
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");

        var test = TestAsync(server, id);
        await receiver.RequestsAsync(1).WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(test.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var attempt = OnlyAttempt(await test);
        Assert.Equal(("There was no response within 20 seconds.", 20_000), (attempt.GetProperty("error").GetString(), attempt.GetProperty("duration_ms").GetInt32()));
    }

    [Fact]
    public async Task A_success_whose_body_never_ends_is_a_success_and_its_beginning_is_kept()
    {
        var time = new ManualTime();
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, async exchange =>
        {
            await exchange.DripAsync("so far\u0007\nfine"u8.ToArray(), 1);
            await exchange.HangAsync();
        });
        await using var server = await RunningServer.StartAsync(time, AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");

        var test = TestAsync(server, id);
        await receiver.RequestsAsync(1).WaitAsync(Cancel);
        await time.AdvanceBesideAsync(test, TimeSpan.FromSeconds(1));

        Assert.Equal("delivered", StateOf(await test));
        Assert.StartsWith("so far  fi", OnlyAttempt(await test).GetProperty("excerpt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, async exchange =>
        {
            var part = new byte[64 * 1024];
            part.AsSpan().Fill((byte)'x');
            exchange.Response.StatusCode = 500;
            while (!exchange.Gone.IsCancellationRequested)
            {
                await exchange.WriteAsync(part);
            }
        });
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");

        var attempt = OnlyAttempt(await TestAsync(server, id));

        Assert.Equal(500, attempt.GetProperty("status").GetInt32());
        Assert.Equal(WebhookAttempt.MaxTextLength + 1, attempt.GetProperty("excerpt").GetString()!.Length);
    }

    [Fact]
    public async Task A_redirect_fails_and_is_not_followed()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On("/other", Ok).On(Path, exchange =>
        {
            exchange.Response.Redirect("/other");
            return Task.CompletedTask;
        });
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");

        var test = await TestAsync(server, id);

        Assert.Equal("failed", StateOf(test));
        Assert.Contains("Redirects are not followed", OnlyAttempt(test).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_answers_410_is_disabled_and_gets_the_message_once_it_is_enabled()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(410, ""), Scripts.Answer(204, ""));
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "generation.completed");

        await server.PaintAsync(1);
        await LogUntilAsync(server, id, log => log.Count == 1 && log[0].GetProperty("attempts").GetArrayLength() == 1);
        await server.PaintAsync(1);

        Assert.Equal("gone", StateOf(await EndpointAsync(server, id)));
        Assert.Single(receiver.Requests);
        Assert.Equal("pending", StateOf(Assert.Single(await LogAsync(server, id))));
        await server.CallAsync("PATCH", $"/api/webhooks/{id}", new { enabled = true });
        await LogUntilAsync(server, id, log => log.Count == 1 && StateOf(log[0]) == "delivered");
    }

    [Fact]
    public async Task A_connection_that_breaks_or_cannot_be_made_is_explained()
    {
        var receiver = await ScriptedServer.StartAsync();
        receiver.On(Path, Scripts.Abort());
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "image.ready");
        Assert.Equal("The connection ended before there was a response.", OnlyAttempt(await TestAsync(server, id)).GetProperty("error").GetString());
        await receiver.DisposeAsync();

        Assert.StartsWith("There is no connection to the host", OnlyAttempt(await TestAsync(server, id)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_private_address_gets_nothing()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Ok);
        await using var server = await RunningServer.StartAsync(("Webhooks:AllowedNetworks", "10.0.0.0/8"));
        var (secure, _) = await AddAsync(server, $"https://localhost:{receiver.Address.Port}{Path}", "image.ready");
        var (plain, _) = await AddAsync(server, $"http://localhost:{receiver.Address.Port}{Path}", "image.ready");

        Assert.Contains("on a private network", OnlyAttempt(await TestAsync(server, secure)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("Use https", OnlyAttempt(await TestAsync(server, plain)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_disabled_endpoint_gets_what_waits_when_it_is_enabled()
    {
        await using var receiver = (await ScriptedServer.StartAsync()).On(Path, Scripts.Answer(503, ""), Ok);
        await using var server = await RunningServer.StartAsync(AllowLoopback);
        var (id, _) = await AddAsync(server, receiver, "generation.completed");
        await server.PaintAsync(1);
        var log = await LogUntilAsync(server, id, log => log.Count == 1 && log[0].GetProperty("attempts").GetArrayLength() == 1);
        await server.CallAsync("PATCH", $"/api/webhooks/{id}", new { enabled = false });
        await server.CallAsync("POST", $"/api/webhooks/{id}/deliveries/{log[0].GetProperty("id").GetString()}/replay", status: 202);
        Assert.Equal("pending", StateOf((await LogAsync(server, id))[0]));

        await server.CallAsync("PATCH", $"/api/webhooks/{id}", new { enabled = true });

        await LogUntilAsync(server, id, log => StateOf(log[0]) == "delivered");
        Assert.Equal(2, receiver.Requests.Count);
    }
}
