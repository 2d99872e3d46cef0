using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Settings;

/// <summary><c>GET /api/providers/{id}/models</c>, and what <c>GET /api/providers</c> says about the end of a default.</summary>
public sealed class ModelChoiceListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Known_and_listed_models_come_with_their_abilities_prices_and_ends()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"},{"id":"gpt-image-9","shutdown_date":"2027-12-24"},{"id":"gpt-5"}]}"""));
        await using var server = await RunningServer.StartAsync(new DatedTime(), OpenAiServer.Settings(openAi));
        Assert.Empty(openAi.Requests);

        var models = await ModelsAsync(server, "openai");

        var first = models["gpt-image-2"];
        Assert.Equal(("gpt-image", 0.211m, true, true), (
            first.GetProperty("family").GetString(), first.GetProperty("price_usd").GetDecimal(), first.GetProperty("price_at_most").GetBoolean(), first.GetProperty("listed").GetBoolean()));
        Assert.Equal((16, true, 3), (first.GetProperty("max_input_images").GetInt32(), first.GetProperty("mask").GetBoolean(), first.GetProperty("partial_images").GetInt32()));
        Assert.False(models["gpt-image-2.6-flare"].GetProperty("listed").GetBoolean());
        Assert.False(models["gpt-image-2.6-flare"].TryGetProperty("price_usd", out _));
        var unknown = models["gpt-image-9"];
        Assert.Equal(("2027-12-24", "Ends on 24 Dec 2027."), (unknown.GetProperty("ends_on").GetString(), unknown.GetProperty("notice").GetString()));
        Assert.DoesNotContain("gpt-5", models.Keys);
        await ModelsAsync(server, "openai");
        Assert.Single(openAi.Requests);
    }

    [Fact]
    public async Task Without_the_services_list_the_known_models_remain_and_an_end_is_announced()
    {
        await using var server = await RunningServer.StartAsync(new DatedTime(), ("Providers:openai:Model", "gpt-image-1.5"));

        var models = await ModelsAsync(server, "openai");

        var ending = models["gpt-image-1.5"];
        Assert.Equal(
            ("2026-12-01", "gpt-image-2.6-flare", "Ends on 1 Dec 2026; use gpt-image-2.6-flare."),
            (ending.GetProperty("ends_on").GetString(), ending.GetProperty("replacement").GetString(), ending.GetProperty("notice").GetString()));
        Assert.False(ending.TryGetProperty("listed", out _));
        Assert.Empty(await ModelsAsync(server, "painter"));
        using var none = await server.Client.GetAsync("/api/providers/dalle/models", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_default_that_was_shut_down_moves_and_list_form_and_log_say_so()
    {
        await using var server = await RunningServer.StartAsync(
            new DatedTime(), ("Providers:gemini:Model", "gemini-2.5-flash-image"), ("Providers:gemini:ApiKey", "k-0123456789"), ("Generation:DefaultProvider", "gemini"));
        const string Notice = "gemini-2.5-flash-image was shut down on 2 Oct 2026; gemini-3.1-flash-image is used instead.";

        var all = await server.Client.GetFromJsonAsync<JsonElement>("/api/providers", Cancel);

        var gemini = all.GetProperty("providers").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "gemini");
        Assert.Equal((Notice, "gemini-3.1-flash-image"), (gemini.GetProperty("model_notice").GetString(), gemini.GetProperty("models")[0].GetString()));
        Assert.Contains(Notice, await server.Client.GetStringAsync("/", Cancel), StringComparison.Ordinal);
        Assert.Contains(Notice, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_explicit_model_that_was_shut_down_is_refused_by_name()
    {
        await using var server = await RunningServer.StartAsync(new DatedTime(), ("Providers:openai:ApiKey", "sk-test-0123456789"));

        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "openai", model = "gpt-image-1" });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("gpt-image-1 was shut down on 23 Oct 2026. Use gpt-image-2.6-flare.", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, JsonElement>> ModelsAsync(RunningServer server, string provider)
    {
        var models = await server.Client.GetFromJsonAsync<JsonElement>($"/api/providers/{provider}/models", Cancel);
        return models.EnumerateArray().ToDictionary(model => model.GetProperty("name").GetString()!);
    }
}
