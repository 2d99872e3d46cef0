using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>Background, compression, moderation and input fidelity, from the request to the provider and back.</summary>
public sealed class ImageSettingTests
{
    private const string Model = "gpt-image-2.6-flare";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_reach_the_provider_and_are_in_the_resource_and_in_the_link_that_remixes()
    {
        await using var openAi = await ScriptedServer.StartAsync();
        openAi.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(64, 64)));
        await using var server = await RunningServer.StartAsync(new DatedTime(), OpenAiServer.Settings(openAi));

        using var started = await server.Client.PostJsonAsync("/api/generations", new
        {
            prompt = "a fox",
            provider = "openai",
            model = Model,
            output_format = "webp",
            background = "transparent",
            output_compression = 70,
            moderation = "low",
            input_fidelity = "high",
            images = new[] { "data:image/png;base64," + Convert.ToBase64String(TestImages.NoisyPng(64, 64)) },
        });

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var location = started.Headers.Location!.ToString();
        var events = await server.FollowAsync(location);
        Assert.Equal(
            ("transparent", 70, "low", "high"), Values(openAi.Requests[0].Json.GetProperty("tools")[0]));
        Assert.Equal(
            ("transparent", 70, "low", "high"), Values((await server.Client.GetFromJsonAsync<JsonElement>(location, Cancel)).GetProperty("request")));
        var page = await server.Client.GetStringAsync($"/images/{events.First(one => one.Type == "image").Text("id")}/view", Cancel);
        Assert.Contains("background=transparent&amp;output_compression=70&amp;moderation=low&amp;input_fidelity=high", page, StringComparison.Ordinal);
        var form = await server.Client.GetStringAsync($"/?provider=openai&model={Model}&output_format=webp&background=transparent&output_compression=70", Cancel);
        Assert.Contains("<option value=\"transparent\" selected>", form, StringComparison.Ordinal);
        Assert.Contains("name=\"output_compression\" type=\"number\" min=\"0\" max=\"100\" step=\"1\" inputmode=\"numeric\" placeholder=\"100\" value=\"70\"", form, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"background":"transparent","output_format":"jpeg"}""", "background", "A JPEG has no transparent background.")]
    [InlineData("""{"background":"blue"}""", "background", "'blue' is not available. Choose auto, opaque or transparent.")]
    [InlineData("""{"background":"transparent","model":"gpt-image-2"}""", "background", "'transparent' is not available. Choose auto or opaque.")]
    [InlineData("""{"output_compression":50}""", "output_compression", "Only jpeg and webp can be compressed.")]
    [InlineData("""{"output_compression":101,"output_format":"jpeg"}""", "output_compression", "101 is out of range. Choose a whole number from 0 to 100.")]
    [InlineData("""{"moderation":"off"}""", "moderation", "'off' is not available. Choose auto or low.")]
    [InlineData("""{"input_fidelity":"high"}""", "input_fidelity", "send images too, or leave it out.")]
    [InlineData("""{"background":"opaque","provider":"painter","model":null}""", "background", "Painter does not support background; leave it out.")]
    [InlineData("""{"output_compression":5,"provider":"painter","model":null}""", "output_compression", "Painter does not support output_compression; leave it out.")]
    public async Task What_a_model_does_not_have_is_refused_with_a_sentence(string settings, string field, string message)
    {
        await using var server = await RunningServer.StartAsync(new DatedTime(), ("Providers:openai:ApiKey", "sk-test-0123456789"));
        var body = new Dictionary<string, object?> { ["prompt"] = "a fox", ["provider"] = "openai", ["model"] = Model };
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, object?>>(settings)!)
        {
            body[name] = value;
        }

        using var refused = await server.Client.PostJsonAsync("/api/generations", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = (await refused.ReadJsonAsync()).GetProperty("errors");
        Assert.Contains(message, errors.GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    private static (string?, int, string?, string?) Values(JsonElement json) => (
        json.GetProperty("background").GetString(),
        json.GetProperty("output_compression").GetInt32(),
        json.GetProperty("moderation").GetString(),
        json.GetProperty("input_fidelity").GetString());
}
