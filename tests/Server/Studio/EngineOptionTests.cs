using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Darkroom.Imaging.Metadata;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Providers.Automatic1111;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The options of an engine, from the request and the form to the server, the gallery, the copy and back.</summary>
public sealed class EngineOptionTests
{
    private static readonly object Options = new
    {
        steps = 31,
        guidance = 4.5,
        sampler = "DPM++ 2M",
        scheduler = "Karras",
        clip_skip = 2,
        loras = new object[] { new { name = "film", weight = 0.8 }, new { name = "grain" } },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_reach_the_server_and_come_back_from_the_gallery_and_from_a_copy()
    {
        await using var webUi = await WebUiAsync();
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));

        using var started = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "automatic1111", options = Options });

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var location = started.Headers.Location!.ToString();
        var id = (await server.FollowAsync(location)).First(one => one.Type == "image").Text("id");
        Assert.Equal("a fox <lora:film:0.8> <lora:grain:1>", webUi.Requests.Single(request => request.Method == "POST").Json.GetProperty("prompt").GetString());
        const string Stored = """{"steps":31,"guidance":4.5,"sampler":"DPM\u002B\u002B 2M","scheduler":"Karras","loras":[{"name":"film","weight":0.8},{"name":"grain","weight":1}],"clip_skip":2}""";
        Same(Stored, (await server.Client.GetFromJsonAsync<JsonElement>(location, Cancel)).GetProperty("request").GetProperty("options"));
        var page = WebUtility.HtmlDecode(await server.Client.GetStringAsync($"/images/{id}/view", Cancel));
        Assert.All(["<dd>31</dd>", "<dd>DPM++ 2M</dd>", "<dd>Karras</dd>", "<dd>film (0.8), grain (1)</dd>"], text => Assert.Contains(text, page, StringComparison.Ordinal));
        var remix = page.Split('"').First(part => part.StartsWith("/?", StringComparison.Ordinal) && part.Contains("options=", StringComparison.Ordinal));
        var form = await server.Client.GetStringAsync(remix, Cancel);
        Assert.Contains("name=\"options.steps\" type=\"number\" min=\"1\" max=\"150\" step=\"1\" inputmode=\"decimal\" placeholder=\"25\" value=\"31\"", form, StringComparison.Ordinal);
        Assert.Contains("value=\"grain\"", form, StringComparison.Ordinal);

        var copy = await server.Client.GetByteArrayAsync($"/images/{id}/copies/parameters", Cancel);
        Assert.Contains(
            "Steps: 31, Sampler: DPM++ 2M, CFG scale: 4.5, Seed: ", ImageMetadata.Read(copy, SampleImages.Limits).Texts[0].Text, StringComparison.Ordinal);
        Assert.Contains("Schedule type: Karras, Clip skip: 2", ImageMetadata.Read(copy, SampleImages.Limits).Texts[0].Text, StringComparison.Ordinal);
        using var content = new ByteArrayContent(copy);
        content.Headers.ContentType = new("image/png");
        using var recalled = await server.Client.PostAsync("/api/images/parameters?provider=painter", content, Cancel);
        var values = (await recalled.ReadJsonAsync()).GetProperty("form");
        Assert.Equal(("automatic1111", "a fox"), (values.GetProperty("provider").GetString(), values.GetProperty("prompt").GetString()));
        Same(Stored, values.GetProperty("options"));
    }

    [Theory]
    [InlineData("""{"steps":0}""", "options.steps", "0 is out of range. Choose a whole number from 1 to 150.")]
    [InlineData("""{"guidance":31}""", "options.guidance", "31 is out of range. Choose a number from 0 to 30.")]
    [InlineData("""{"sampler":" "}""", "options.sampler", "This is not a name")]
    [InlineData("""{"strength":0.5}""", "options.strength", "send images too, or leave it out.")]
    [InlineData("""{"clip_skip":13}""", "options.clip_skip", "Choose a whole number from 1 to 12.")]
    [InlineData("""{"loras":[{"name":"a<b"}]}""", "options.loras", "Each LoRA needs a name")]
    [InlineData("""{"loras":[null]}""", "options.loras", "Each LoRA needs a name")]
    [InlineData("""{"loras":[{"name":"film","weight":11}]}""", "options.loras", "The weight 11 of film is out of range. Choose a number from -10 to 10.")]
    [InlineData("""{"loras":[{"name":"1"},{"name":"2"},{"name":"3"},{"name":"4"},{"name":"5"},{"name":"6"},{"name":"7"},{"name":"8"},{"name":"9"},{"name":"10"},{"name":"11"}]}""", "options.loras", "accepts at most 10.")]
    [InlineData("""{"fields":{"detail":1}}""", "options.fields.detail", "has no such field")]
    [InlineData("""{"cfg":7}""", "options.cfg", "There is no such option. Known options: steps, guidance,")]
    [InlineData("""{"steps":"many"}""", "options", null)]
    public async Task What_a_model_does_not_have_is_refused_by_its_path(string options, string field, string? message)
    {
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", "http://127.0.0.1:9"));

        using var refused = await server.Client.PostAsync(
            "/api/generations", new StringContent($$"""{"prompt":"a fox","provider":"automatic1111","options":{{options}}}""", Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = (await refused.ReadJsonAsync()).GetProperty("errors");
        var error = errors.EnumerateObject().First(one => message is null || one.Name == field);
        Assert.StartsWith(field, error.Name, StringComparison.Ordinal);
        Assert.Contains(message ?? "", error.Value[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_without_options_refuses_them_and_lists_none()
    {
        await using var server = await RunningServer.StartAsync();

        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "painter", options = new { steps = 5 } });
        using var accepted = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", n = 1, provider = "painter", options = new { } });

        Assert.Equal(
            "Painter does not support steps with this model; leave it out.",
            (await refused.ReadJsonAsync()).GetProperty("errors").GetProperty("options.steps")[0].GetString());
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var providers = (await server.Client.GetFromJsonAsync<JsonElement>("/api/providers", Cancel)).GetProperty("providers").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        Assert.False(providers["painter"].GetProperty("capabilities").TryGetProperty("options", out _));
        Same(
            """{"steps":{"min":1,"max":150,"whole":true,"default":25},"guidance":{"min":0,"max":30,"whole":false,"default":7},"sampler":{},"scheduler":{},"strength":{"min":0,"max":1,"whole":false,"default":0.65},"max_loras":10,"clip_skip":{"min":1,"max":12,"whole":true},"fields":[]}""",
            providers["automatic1111"].GetProperty("capabilities").GetProperty("options"));
    }

    [Fact]
    public async Task The_form_works_without_scripts_and_says_what_is_wrong()
    {
        var seen = new Gate();
        await using var webUi = await WebUiAsync(seen);
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));

        using var wrong = await PostAsync(server, ("options.steps", "3.5"), ("options.lora", "film"), ("options.lora_weight", "x"));
        using var started = await PostAsync(server, ("options.steps", "12"), ("options.strength", "0.5"), ("options.lora", ""), ("options.lora_weight", ""), ("options.lora", "film"), ("options.lora_weight", "0.5"));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var page = await wrong.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("id=\"problem-options.steps\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"problem-options.loras\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        await seen.PassAsync(Cancel);
        var json = webUi.Requests.Single(request => request.Method == "POST").Json;
        Assert.Equal((12, "a fox <lora:film:0.5>"), (json.GetProperty("steps").GetInt32(), json.GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task The_names_of_the_server_are_in_the_API_and_without_it_there_are_none()
    {
        await using var webUi = await WebUiAsync();
        webUi.On("/sdapi/v1/samplers", Scripts.Answer(200, """[{"name":"Euler a"}]"""));
        webUi.On("/sdapi/v1/schedulers", Scripts.Answer(404, "{}"));
        webUi.On("/sdapi/v1/loras", Scripts.Answer(200, """[{"name":"film"}]"""));
        webUi.On("/sdapi/v1/upscalers", Scripts.Answer(200, """[{"name":"None"},{"name":"Lanczos"}]"""));
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));

        Same("""{"samplers":["Euler a"],"schedulers":[],"loras":["film"],"upscalers":["upscaler:Lanczos"]}""", await server.Client.GetFromJsonAsync<JsonElement>("/api/providers/automatic1111/options", Cancel));
        Same("""{"samplers":[],"schedulers":[],"loras":[],"upscalers":[]}""", await server.Client.GetFromJsonAsync<JsonElement>("/api/providers/comfyui/options", Cancel));
        using var none = await server.Client.GetAsync("/api/providers/none/options", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static void Same(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());

    private static async Task<ScriptedServer> WebUiAsync(Gate? seen = null)
    {
        var webUi = await ScriptedServer.StartAsync();
        webUi.On(WebUiScript.Txt2Img, WebUiScript.Image(TestImages.NoisyPng(64, 64)).Then(seen ?? new Gate()));
        return webUi;
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningServer server, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Prepend(("n", "1")).Prepend(("provider", "automatic1111")).Prepend(("prompt", "a fox")))
        {
            form.Add(new StringContent(value), name);
        }

        return await server.Client.PostAsync("/start", form, Cancel);
    }
}
