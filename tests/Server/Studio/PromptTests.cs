using System.Net;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The history of prompts, presets, alternatives, and runs on several providers over HTTP.</summary>
public sealed class PromptTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_history_is_searched_starred_deleted_and_cleared()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var prompt in new[] { "a fox", "an owl", "a heron" })
        {
            await StartAsync(server, new { prompt, size = "64x64" });
        }

        var page = await server.CallAsync("GET", "/api/prompts?limit=2");
        Assert.Equal(["a heron", "an owl"], Prompts(page));
        Assert.Equal(["a fox"], Prompts(await server.CallAsync("GET", $"/api/prompts?before={page.GetProperty("next").GetString()}")));
        var owl = Item(await server.CallAsync("GET", "/api/prompts?q=ow"));
        Assert.Equal((1, false), (owl.GetProperty("uses").GetInt32(), owl.GetProperty("starred").GetBoolean()));
        var address = $"/api/prompts/{owl.GetProperty("id").GetString()}";

        Assert.True((await server.CallAsync("PUT", address, new { starred = true })).GetProperty("starred").GetBoolean());
        await server.CallAsync("PUT", address, new { starred = true });
        Assert.Equal(["an owl"], Prompts(await server.CallAsync("GET", "/api/prompts?starred=true")));
        await server.CallAsync("DELETE", "/api/prompts", status: 204);
        Assert.Equal(["an owl"], Prompts(await server.CallAsync("GET", "/api/prompts")));
        await server.CallAsync("DELETE", address, status: 204);
        await server.CallAsync("DELETE", address, status: 404);
        await server.CallAsync("PUT", address, new { starred = true }, 404);
        await server.CallAsync("PUT", address, new { }, 400);
        foreach (var query in new[] { "limit=0", "before=x", "starred=maybe", $"q={new string('x', 1001)}" })
        {
            await server.CallAsync("GET", $"/api/prompts?{query}", status: 400);
        }
    }

    [Fact]
    public async Task Presets_are_created_replaced_renamed_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        var film = new { name = "Film", prompt = "{prompt}, on film", negative_prompt = "noise", settings = new { provider = "painter", n = 2, aspect_ratio = "3:2" } };

        var created = await server.CallAsync("POST", "/api/presets", film, 201);
        Assert.Equal(("Film", 2), (created.GetProperty("name").GetString(), created.GetProperty("settings").GetProperty("n").GetInt32()));
        await server.CallAsync("POST", "/api/presets", film with { name = "film" }, 409);
        await server.CallAsync("PUT", "/api/presets/FILM", film with { name = "grain", prompt = "on film" });
        await server.CallAsync("PUT", "/api/presets/colours", new { prompt = "{red|blue}" }, 201);
        Assert.Equal(["colours", "grain"], (await server.CallAsync("GET", "/api/presets")).GetProperty("presets").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        await server.CallAsync("PUT", "/api/presets/colours", new { name = "Grain", prompt = "x" }, 409);
        await server.CallAsync("DELETE", "/api/presets/COLOURS", status: 204);
        await server.CallAsync("DELETE", "/api/presets/colours", status: 404);
    }

    [Theory]
    [InlineData("""{"prompt":"x"}""", "name")]
    [InlineData("""{"name":"two words","prompt":"x"}""", "name")]
    [InlineData("""{"name":"a"}""", "prompt")]
    [InlineData("""{"name":"a","prompt":5}""", "prompt")]
    [InlineData("""{"name":"a","settings":{"prompt":"x"}}""", "settings")]
    [InlineData("""{"name":"a","settings":{"colour":"red"}}""", "settings")]
    [InlineData("""{"name":"a","settings":"x"}""", "settings")]
    [InlineData("""{"name":"a","prompt":"x","colour":"red"}""", "colour")]
    public async Task An_invalid_preset_names_the_field(string body, string field)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/presets", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.ReadJsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Braces_and_names_of_a_request_stay_text_unless_it_asks()
    {
        await using var server = await RunningServer.StartAsync();
        await server.CallAsync("PUT", "/api/presets/film", new { prompt = "on film", negative_prompt = "noise", settings = new { aspect_ratio = "16:9", quality = "of another provider", provider = "openai" } }, 201);

        Assert.Equal("a {red|blue} fox @film", Prompt(await StartAsync(server, new { prompt = "a {red|blue} fox @film", size = "64x64" })));
        Assert.Equal("a {red} fox on film", Prompt(await StartAsync(server, new { prompt = "a {red} fox @film", size = "64x64", provider = "painter", expand = true })));
        Assert.Equal(["a {red} fox @film", "a {red|blue} fox @film"], Prompts(await server.CallAsync("GET", "/api/prompts?q=fox")));
        var problem = await server.CallAsync("POST", "/api/generations", new { prompt = "{a|b}", expand = true }, 400);
        Assert.Contains("It stands for 2 prompts. POST /api/generations/batch", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_shows_prompts_providers_costs_and_what_is_adapted()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync(new DatedTime(), OpenAiServer.Settings(openAi, ("Providers:openai:PricePerImage", "0.05")));

        var plan = await server.CallAsync("POST", "/api/prompts/expand", new
        {
            request = new { prompt = "a {red|blue} fox", provider = "openai", n = 2, quality = "high", aspect_ratio = "16:9" },
            also_on = new[] { "painter", "openai", "gemini" },
        });

        Assert.Equal(["a red fox", "a blue fox"], plan.GetProperty("prompts").EnumerateArray().Select(one => one.GetString()));
        var providers = plan.GetProperty("providers").EnumerateArray().ToList();
        Assert.Equal(["openai", "painter", "gemini"], providers.Select(one => one.GetProperty("provider").GetString()));
        Assert.Equal((0.1m, "about $0.05 each, $0.10 in all"), (providers[0].GetProperty("prompt_usd").GetDecimal(), providers[0].GetProperty("in_words").GetString()));
        Assert.Equal(["default quality"], providers[1].GetProperty("changes").EnumerateArray().Select(one => one.GetString()));
        Assert.Contains("not configured", providers[2].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal((8, 0.2m), (plan.GetProperty("images").GetInt32(), plan.GetProperty("total_usd").GetDecimal()));
        Assert.Equal("2 prompts on 2 providers = 8 images, about $0.20", plan.GetProperty("in_words").GetString());
        var free = await server.CallAsync("POST", "/api/prompts/expand", new { request = new { prompt = "a {red|blue} fox", provider = "painter", n = 4 } });
        Assert.Equal("2 prompts × 4 images = 8 images", free.GetProperty("in_words").GetString());
        var single = await server.CallAsync("POST", "/api/prompts/expand", new { request = new { prompt = "a red fox", provider = "painter", n = 4 } });
        Assert.False(single.TryGetProperty("in_words", out _));
        Assert.Empty(await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel));
        var estimate = await server.CallAsync("GET", "/api/costs/estimate?provider=openai&n=2&also_on=painter");
        Assert.Equal("about $0.10 in all: OpenAI $0.10, Painter free", estimate.GetProperty("in_words").GetString());
    }

    [Fact]
    public async Task A_batch_starts_all_runs_once_and_remembers_what_was_written()
    {
        await using var server = await RunningServer.StartAsync();
        await server.CallAsync("PUT", "/api/presets/colours", new { prompt = "{red|blue}", negative_prompt = "noise" }, 201);
        var body = new { request = new { prompt = "a @colours fox", size = "64x64", expand = true } };

        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await server.Client.PostJsonAsync("/api/generations/batch", body, ("Idempotency-Key", "k"));
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var generations = (await response.ReadJsonAsync()).GetProperty("generations").EnumerateArray().ToList();
            Assert.Equal(["a red fox", "a blue fox"], generations.Select(Prompt));
            ids.AddRange(generations.Select(one => one.GetProperty("id").GetString()!));
        }

        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(["a @colours fox"], Prompts(await server.CallAsync("GET", "/api/prompts")));
        Assert.Equal("a blue fox", (await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(2, Cancel))[0].Request.Prompt);

        var chosen = await server.CallAsync(
            "POST", "/api/generations/batch", new { body.request, runs = new[] { new { prompt = "a {kept} fox", provider = "painter" } } }, 202);
        Assert.Equal("a {kept} fox", Prompt(Assert.Single(chosen.GetProperty("generations").EnumerateArray())));
        Assert.Equal(2, (await server.CallAsync("GET", "/api/prompts")).GetProperty("prompts")[0].GetProperty("uses").GetInt32());
    }

    [Theory]
    [InlineData("""{"request":{"prompt":"{a|b}","n":16,"expand":true,"size":"64x64"},"also_on":[]}""", 202, null)]
    [InlineData("""{"request":{"prompt":"{a|b|c|d|e}","n":16,"expand":true,"size":"64x64"}}""", 400, "These are 80 images: 5 prompts × 16 images × 1 providers. At most 64")]
    [InlineData("""{"request":{"prompt":"x","size":"64x64"},"runs":[]}""", 400, "Send 1 to 64 runs")]
    [InlineData("""{"request":{"prompt":"x","size":"64x64"},"runs":[null]}""", 400, "Send 1 to 64 runs")]
    [InlineData("""{"request":{"prompt":"x","size":"64x64"},"runs":[{"prompt":"a","colour":1}]}""", 400, "unknown")]
    [InlineData("""{"request":{"prompt":"x","size":"64x64"},"runs":[{"prompt":"a"},{"prompt":""}]}""", 400, "A prompt is required")]
    [InlineData("""{"request":{"prompt":"x","size":"64x64"},"runs":[{"prompt":"a"},{"prompt":"b","provider":"openai"}]}""", 400, "OPENAI_API_KEY")]
    [InlineData("""{"request":{"prompt":"x"},"also_on":["unknown"]}""", 400, "There is no provider of that name.")]
    [InlineData("""{"request":{"prompt":"x","colour":"red"}}""", 400, "There is no such field")]
    [InlineData("""{"runs":[{"prompt":"a"}]}""", 400, "Send the request")]
    public async Task A_batch_is_started_completely_or_not_at_all(string body, int status, string? detail)
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generations/batch", body);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == (int)response.StatusCode, text);
        Assert.Contains(detail ?? "generations", JsonDocument.Parse(text).RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(status == 202 ? 2 : 0, (await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(10, Cancel)).Length);
    }

    [Fact]
    public async Task A_batch_counts_completely_against_the_daily_limit_and_the_queue()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync(
            OpenAiServer.Settings(openAi, ("Providers:openai:PricePerImage", "0.5"), ("Costs:DailyCapUsd", "1.2"), ("Jobs:QueueLimit", "16")));
        object Batch(string provider, int n) => new { request = new { prompt = "{a|b|c}", provider, n, expand = true } };

        await server.CallAsync("POST", "/api/generations/batch", Batch("openai", 1), 402);
        await server.CallAsync("POST", "/api/generations/batch", Batch("painter", 6), 429);
        Assert.Empty(await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel));
        Assert.Empty(openAi.Requests);
    }

    [Fact]
    public async Task Without_scripts_the_form_starts_on_several_providers_and_uses_presets()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(openAi));
        await server.CallAsync("PUT", "/api/presets/film", new { prompt = "on film" }, 201);

        using (var form = Form(("prompt", "a fox @film"), ("provider", "painter"), ("size", "64x64"), ("n", "1"), ("also_on", "openai")))
        {
            using var answer = await server.Client.PostAsync(new Uri("/start", UriKind.Relative), form, Cancel);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        var runs = await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(5, Cancel);
        Assert.Equal(["openai", "painter"], runs.Select(run => run.Request.Provider));
        Assert.All(runs, run => Assert.Equal("a fox on film", run.Request.Prompt));
        using var several = Form(("prompt", "a {red|blue} fox"), ("provider", "painter"), ("size", "64x64"), ("n", "1"));
        using var refused = await server.Client.PostAsync(new Uri("/start", UriKind.Relative), several, Cancel);
        Assert.Contains("It stands for 2 prompts.", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("a fox @film", await server.Client.GetStringAsync(new Uri("/prompts", UriKind.Relative), Cancel), StringComparison.Ordinal);
        Assert.Contains("@film </textarea>", await server.Client.GetStringAsync(new Uri("/?preset=Film", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static Task<JsonElement> StartAsync(RunningServer server, object body) => server.CallAsync("POST", "/api/generations", body, 202);

    private static string? Prompt(JsonElement generation) => generation.GetProperty("request").GetProperty("prompt").GetString();

    private static IEnumerable<string?> Prompts(JsonElement page) => page.GetProperty("prompts").EnumerateArray().Select(one => one.GetProperty("prompt").GetString());

    private static JsonElement Item(JsonElement page) => Assert.Single(page.GetProperty("prompts").EnumerateArray());
}
