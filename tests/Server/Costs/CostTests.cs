using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Costs;

/// <summary>Costs are shown, and calls over the daily limit are not made.</summary>
public sealed class CostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cost_from_tokens_is_in_the_event_the_resource_the_page_and_the_totals()
    {
        await using var service = await ScriptedServer.StartAsync();
        var png = TestImages.SmallPng();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Final(png).Completed(png, new TokenUsage(100, 1056, 1156)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        var events = await server.FollowAsync(await server.BeginAsync());

        var image = Assert.Single(events, one => one.Type == "image");
        Assert.Equal((0.03218m, "tokens"), (image.Data.GetProperty("cost_usd").GetDecimal(), image.Text("cost_basis")));
        var resource = (await GetAsync(server, $"/api/images/{image.Text("id")}")).GetProperty("image");
        Assert.Equal((0.03218m, "tokens"), (resource.GetProperty("cost_usd").GetDecimal(), resource.GetProperty("cost_basis").GetString()));
        Assert.Contains("$0.032, from the tokens used", await PageAsync(server, $"/images/{image.Text("id")}/view"), StringComparison.Ordinal);
        var costs = await GetAsync(server, "/api/costs");
        var day = Assert.Single(costs.GetProperty("days").EnumerateArray());
        Assert.Equal(("openai", 1, 0.03218m, 0), Day(day));
        Assert.Equal(0.03218m, costs.GetProperty("today_usd").GetDecimal());
        Assert.Matches("<td>OpenAI</td><td>1</td><td>\\$0.032</td>", await PageAsync(server, "/settings"));
    }

    [Fact]
    public async Task The_quality_that_the_service_chose_decides_the_cost_if_it_reports_no_tokens_and_counts_against_the_daily_limit()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, Scripts.Answer(200, $$"""
            {"id":"resp_1","status":"completed","tools":[{"type":"image_generation","model":"gpt-image-2"}],"output":[{"id":"ig_1",
            "type":"image_generation_call","status":"completed","quality":"high","size":"1024x1024","background":"opaque","output_format":"png",
            "result":"{{Convert.ToBase64String(TestImages.NoisyPng(1024, 1024))}}"}]}
            """));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Costs:DailyCapUsd", "0.40")));

        var events = await server.FollowAsync(await server.BeginAsync());

        var image = Assert.Single(events, one => one.Type == "image");
        Assert.Equal((0.211m, "price_list", "high"), (image.Data.GetProperty("cost_usd").GetDecimal(), image.Text("cost_basis"), image.Text("quality")));
        Assert.Equal("opaque", image.Data.GetProperty("reported").GetProperty("background").GetString());
        Assert.Contains("1024x1024, PNG, opaque background", await PageAsync(server, $"/images/{image.Text("id")}/view"), StringComparison.Ordinal);
        Assert.Equal(0.211m, (await GetAsync(server, "/api/costs")).GetProperty("today_usd").GetDecimal());
        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "one more", provider = "openai", quality = "high" });
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
    }

    [Fact]
    public async Task An_unknown_cost_is_reported_as_unknown_and_never_as_zero()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        var events = await server.FollowAsync(await server.BeginAsync());

        var image = Assert.Single(events, one => one.Type == "image");
        Assert.False(image.Data.TryGetProperty("cost_usd", out _));
        Assert.Contains("<dt>Cost</dt>", await PageAsync(server, $"/images/{image.Text("id")}/view"), StringComparison.Ordinal);
        Assert.Equal(("openai", 1, 0m, 1), Day(Assert.Single((await GetAsync(server, "/api/costs")).GetProperty("days").EnumerateArray())));
        Assert.Matches("<td>OpenAI</td><td>1</td><td>unknown</td>", await PageAsync(server, "/settings"));
    }

    [Fact]
    public async Task A_free_provider_reports_no_costs()
    {
        await using var server = await RunningServer.StartAsync(("Costs:DailyCapUsd", "0"));

        var events = await server.FollowAsync(await server.BeginAsync(provider: "painter", size: "64x64"));

        var image = Assert.Single(events, one => one.Type == "image");
        Assert.Equal((0m, "free"), (image.Data.GetProperty("cost_usd").GetDecimal(), image.Text("cost_basis")));
        Assert.DoesNotContain("<dt>Cost</dt>", await PageAsync(server, $"/images/{image.Text("id")}/view"), StringComparison.Ordinal);
        Assert.Empty((await GetAsync(server, "/api/costs")).GetProperty("days").EnumerateArray());
    }

    [Fact]
    public async Task A_request_over_the_daily_limit_is_rejected_before_any_call()
    {
        await using var service = await ScriptedServer.StartAsync();
        await using var server = await StartAsync(service, cap: "0.02", price: "0.006");

        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a red fox", n = 4, provider = "openai" });

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("quota", problem.GetProperty("code").GetString());
        Assert.Matches(
            @"^Today's limit of \$0\.02 \(Costs:DailyCapUsd\) would be exceeded: \$0\.00 is spent or reserved, and these 4 images cost about \$0\.024\. The day ends at 00:00 UTC, in \d+ h \d+ min\.$",
            problem.GetProperty("detail").GetString()!);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task The_form_shows_the_same_message()
    {
        await using var service = await ScriptedServer.StartAsync();
        await using var server = await StartAsync(service, cap: "0.02", price: "0.006");

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["prompt"] = "a red fox", ["n"] = "4", ["provider"] = "openai" });
        using var refused = await server.Client.PostAsync(new Uri("/start", UriKind.Relative), form, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("limit of $0.02", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_limit_an_unknown_price_is_rejected_and_the_setting_is_named()
    {
        await using var service = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Costs:DailyCapUsd", "5"), ("Providers:openai:Model", "house-brand")));

        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a red fox", provider = "openai" });

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.Contains("Providers:openai:PricePerImage", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task Images_that_waited_until_the_limit_was_reached_fail_without_a_call()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(TestImages.SmallPng()).Completed());
        await using var server = await StartAsync(service, cap: "0.02", price: "0.006", ("Providers:openai:MaxConcurrency", "1"));

        var first = await server.BeginAsync(n: 3);
        var second = await server.BeginAsync(n: 2);
        gate.Open();
        var events = await server.FollowAsync(second);

        Assert.Equal(["quota", "quota"], events.Where(one => one.Type == "error").Select(one => one.Text("code")));
        Assert.DoesNotContain(events, one => one.Type == "progress" && one.Text("stage") == "waiting");
        Assert.Equal("failed", events[^1].Text("status"));
        Assert.Equal("completed", (await server.FollowAsync(first))[^1].Text("status"));
        Assert.Equal(3, service.Requests.Count);
        Assert.Equal(0.018m, (await GetAsync(server, "/api/costs")).GetProperty("today_usd").GetDecimal());
    }

    [Fact]
    public async Task Many_generations_at_once_never_exceed_the_limit_together()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await StartAsync(service, cap: "0.05", price: "0.01", ("Providers:openai:MaxConcurrency", "16"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox", n = 4, provider = "openai" });
            await answer.Content.ReadAsStringAsync(Cancel);
        }));

        Assert.InRange(service.Requests.Count, 4, 5);
        Assert.InRange((await GetAsync(server, "/api/costs")).GetProperty("today_usd").GetDecimal(), 0.04m, 0.05m);
    }

    [Fact]
    public async Task An_accepted_request_that_is_sent_again_is_accepted_after_the_limit_is_reached()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await StartAsync(service, cap: "0.01", price: "0.01");

        var first = await SendAsync();
        await server.FollowAsync(first!);

        Assert.Equal(first, await SendAsync());
        Assert.Single(service.Requests);

        async Task<string?> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generations");
            request.Headers.Add("Idempotency-Key", "once");
            request.Content = JsonContent.Create(new { prompt = "a red fox", provider = "openai" });
            using var answer = await server.Client.SendAsync(request, Cancel);
            return answer.Headers.Location?.ToString();
        }
    }

    [Theory]
    [InlineData("provider=openai&quality=low&n=4&partial_images=0", "about $0.006 each, $0.024 in all")]
    [InlineData("provider=openai&model=gpt-image-1&quality=low&aspect_ratio=3:2&n=1&partial_images=0", "about $0.016")]
    [InlineData("provider=openai&n=&quality=", "up to $0.22")]
    [InlineData("provider=openai&model=house-brand&n=4", "cost unknown")]
    [InlineData("provider=painter&n=4", "")]
    public async Task An_estimate_returns_the_cost_of_a_request(string query, string text)
    {
        await using var service = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        var estimate = await GetAsync(server, $"/api/costs/estimate?{query}");

        Assert.Equal(text, estimate.GetProperty("in_words").GetString());
        Assert.Equal(text == "cost unknown", !estimate.TryGetProperty("each_usd", out _));
    }

    [Theory]
    [InlineData("/api/costs?days=0")]
    [InlineData("/api/costs?days=367")]
    [InlineData("/api/costs?days=many")]
    [InlineData("/api/costs/estimate?n=many")]
    [InlineData("/api/costs/estimate?n=17")]
    [InlineData("/api/costs/estimate?provider=dalle")]
    [InlineData("/api/costs/estimate?size=huge")]
    public async Task An_invalid_query_is_a_problem_that_names_the_field(string address)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Client.GetAsync(new Uri(address, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var field = Assert.Single(JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("errors").EnumerateObject());
        Assert.Contains($"{field.Name}=", address, StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(ScriptedServer service, string cap, string price, params (string Key, string Value)[] more) =>
        RunningServer.StartAsync(OpenAiServer.Settings(service, [("Costs:DailyCapUsd", cap), ("Providers:openai:PricePerImage", price), .. more]));

    private static (string?, int, decimal, int) Day(JsonElement day) => (
        day.GetProperty("provider").GetString(), day.GetProperty("calls").GetInt32(), day.GetProperty("known_usd").GetDecimal(),
        day.GetProperty("unknown_calls").GetInt32());

    private static async Task<JsonElement> GetAsync(RunningServer server, string address) => JsonElement.Parse(await PageAsync(server, address));

    private static Task<string> PageAsync(RunningServer server, string address) =>
        server.Client.GetStringAsync(new Uri(address, UriKind.Relative), Cancel);
}
