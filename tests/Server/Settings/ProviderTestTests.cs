using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Settings;

/// <summary>The test of a provider in the API.</summary>
public sealed class ProviderTestTests
{
    [Fact]
    public async Task A_valid_key_passes_without_requesting_an_image()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"}]}"""));
        await using var server = await StartAsync(openAi);

        var shown = await TestAsync(server, "openai");

        Assert.Equal("passed", shown.GetProperty("result").GetString());
        Assert.Contains("gpt-image-2", shown.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(["GET /v1/models"], openAi.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task An_invalid_key_names_the_setting_and_marks_the_provider_as_failing()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On("/v1/models", Scripts.Answer(401, ResponsesScript.ErrorBody("invalid_api_key", "Incorrect API key provided: sk-test.")));
        await using var server = await StartAsync(openAi);

        var shown = await TestAsync(server, "openai");

        Assert.Equal(("failed", "authentication"), (shown.GetProperty("result").GetString(), shown.GetProperty("code").GetString()));
        Assert.Contains("OPENAI_API_KEY", shown.GetProperty("message").GetString(), StringComparison.Ordinal);
        var providers = await server.Client.GetFromJsonAsync<JsonElement>("/api/providers", TestContext.Current.CancellationToken);
        var listed = providers.GetProperty("providers").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "openai");
        Assert.False(listed.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task A_missing_key_and_an_unknown_provider_are_reported()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("passed", (await TestAsync(server, "painter")).GetProperty("result").GetString());
        Assert.Contains("OPENAI_API_KEY", (await TestAsync(server, "openai")).GetProperty("message").GetString(), StringComparison.Ordinal);
        var unknown = await server.Client.PostAsync("/api/providers/dalle/test", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Without_scripts_the_button_shows_the_result_on_the_page()
    {
        await using var server = await RunningServer.StartAsync();

        var page = await server.Client.PostAsync("/settings/providers/painter/test", null, TestContext.Current.CancellationToken);

        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("data-result=\"passed\"", html, StringComparison.Ordinal);
        Assert.Contains("The painter is built in", html, StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(ScriptedServer openAi) => RunningServer.StartAsync(
        ("Providers:openai:BaseUrl", openAi.BaseUrl.ToString()), ("Providers:openai:ApiKey", "sk-test"));

    private static async Task<JsonElement> TestAsync(RunningServer server, string id)
    {
        var answer = await server.Client.PostAsync($"/api/providers/{id}/test", null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
