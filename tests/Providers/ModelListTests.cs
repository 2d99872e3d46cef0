using System.Globalization;
using Darkroom.Providers;

namespace Darkroom.Tests.Providers;

/// <summary>The services' own lists of models, over real HTTP.</summary>
public sealed class ModelListTests : ProviderBench
{
    private const string Key = "sk-test-4f9c1e7ab2d0";

    [Theory]
    [InlineData("gemini", "/v1/models", """{"models":[{"name":"models/gemini-9-flash-image"},{"name":"models/gemini-9-flash"},{"name":"models/imagen-9.0"}]}""", "gemini-9-flash-image imagen-9.0")]
    [InlineData("openrouter", "/v1/images/models", """{"data":[{"id":"acme/one","supported_parameters":{}},{"id":"acme/two"}]}""", "acme/one acme/two")]
    [InlineData("xai", "/v1/image-generation-models", """{"models":[{"id":"grok-imagine-image-9"}]}""", "grok-imagine-image-9")]
    [InlineData("fal", "/v1/v1/models", """{"models":[{"endpoint_id":"fal-ai/new"}],"has_more":false}""", "fal-ai/new")]
    [InlineData("pollinations", "/v1/image/models", """[{"name":"new"},"old"]""", "new old")]
    [InlineData("automatic1111", "/v1/sdapi/v1/sd-models", """[{"title":"sdxl.safetensors [31e35c80fc]","model_name":"sdxl"}]""", "sdxl")]
    [InlineData("comfyui", "/v1/models/checkpoints", """["sd xl.safetensors","b.ckpt"]""", "sd xl.safetensors|b.ckpt")]
    [InlineData("openai-images", "/v1/models", """{"object":"list","data":[{"id":"x/z-image-turbo"},{"id":"llama4"}]}""", "x/z-image-turbo llama4")]
    public async Task Each_service_reports_its_models(string id, string path, string body, string expected)
    {
        Server.On(path, Scripts.Answer(200, body));

        var models = await ListAsync(id);

        Assert.Equal(expected.Split(expected.Contains('|') ? '|' : ' '), models!.Value.Select(model => model.Name));
        Assert.Equal(path, Server.Requests[0].Path);
    }

    [Fact]
    public async Task OpenAI_reports_image_models_and_their_ends()
    {
        Server.On("/v1/models", Scripts.Answer(200, """
            {"data":[{"id":"gpt-5"},{"id":"gpt-image-2"},{"id":"gpt-image-3","shutdown_date":"2027-05-01"},{"id":"chatgpt-image-9","shutdown_date":1798761600},{"id":"gpt-image-4","shutdown_date":null}]}
            """));

        var models = await ListAsync("openai");

        Assert.Equal(
            [new("gpt-image-2"), new("gpt-image-3", new DateOnly(2027, 5, 1)), new("chatgpt-image-9", new DateOnly(2027, 1, 1)), new ListedModel("gpt-image-4")],
            models!.Value);
    }

    [Fact]
    public async Task Names_from_outside_are_limited_in_length_characters_and_count()
    {
        var valid = Enumerable.Range(0, 3000).Select(i => $"\"model-{i.ToString(CultureInfo.InvariantCulture)}\"");
        string[] names =
        [
            "\"\"", "\" padded\"", "\"two\\nlines\"", "\"\\u202Egnp\"", "\"\\ud800\"", $"\"{new string('x', 201)}\"", $"\"{Key}\"", "\"<b>bold</b>\"", "5", "null", "\"twice\"", "\"twice\"",
            $"\"{new string('y', 200)}\"", .. valid,
        ];
        Server.On("/v1/models/checkpoints", Scripts.Answer(200, $"[{string.Join(',', names)}]"));

        var models = (await ListAsync("comfyui"))!.Value;

        Assert.Equal(2000, models.Length);
        Assert.Equal(["twice", new string('y', 200), "model-0"], models.Take(3).Select(model => model.Name));
    }

    [Theory]
    [InlineData(200, "<html>Sign in</html>")]
    [InlineData(200, "{\"data\":7}")]
    [InlineData(200, "[]")]
    [InlineData(401, "{}")]
    [InlineData(500, "")]
    public async Task What_is_no_list_is_none(int status, string body)
    {
        Server.On("/v1/models", Scripts.Answer(status, body));

        Assert.Null(await ListAsync("openai"));
    }

    [Theory]
    [InlineData("bfl")]
    [InlineData("replicate")]
    [InlineData("stability")]
    [InlineData("azure-openai")]
    public async Task Services_without_a_list_are_not_asked(string id)
    {
        Assert.Null(await ListAsync(id));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_list_that_takes_too_long_is_none()
    {
        var time = new ManualTime();
        Server.On("/v1/models", exchange => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Gone));
        var list = ((IModelLister)Create("openai", time)).ListModelsAsync(Cancel);

        await time.TimerSetAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await list);
    }

    [Fact]
    public async Task A_list_is_requested_once_an_hour_and_in_the_background_and_the_last_one_stays()
    {
        var time = new ManualTime();
        var lists = new ModelLists(time);
        var provider = Create("comfyui");
        Server.On("/v1/models/checkpoints", Scripts.Answer(200, "[\"one\"]"));

        var first = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => lists.GetAsync(provider, Cancel)));
        Assert.All(first, models => Assert.Equal("one", Assert.Single(models).Name));
        time.Advance(TimeSpan.FromMinutes(59));
        await lists.GetAsync(provider, Cancel);
        Assert.Single(Server.Requests);

        var gate = new Gate();
        Server.On("/v1/models/checkpoints", async exchange =>
        {
            await gate.PassAsync(exchange.Gone);
            await exchange.WriteAsync("[\"two\"]");
        });
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("one", Assert.Single(await lists.GetAsync(provider, Cancel)).Name);
        Assert.Equal("one", Assert.Single(await lists.GetAsync(provider, Cancel)).Name);
        gate.Open();
        await UntilAsync(async () => (await lists.GetAsync(provider, Cancel))[0].Name == "two");
        Assert.Equal(2, Server.Requests.Count);

        Server.On("/v1/models/checkpoints", Scripts.Answer(500, ""));
        time.Advance(TimeSpan.FromHours(2));
        await lists.GetAsync(provider, Cancel);
        await UntilAsync(() => Task.FromResult(Server.Requests.Count == 3));
        Assert.Equal("two", Assert.Single(await lists.GetAsync(provider, Cancel)).Name);
    }

    [Fact]
    public async Task A_provider_that_is_not_set_up_is_not_asked()
    {
        var provider = KnownProviders.All.First(kind => kind.Id == "openai").Build(new Darkroom.Providers.OpenAi.OpenAiOptions { BaseUrl = new Uri("https://gateway.example/v1") }, Parts());

        Assert.Empty(await new ModelLists(TimeProvider.System).GetAsync(provider, Cancel));
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        while (!await done())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private Task<System.Collections.Immutable.ImmutableArray<ListedModel>?> ListAsync(string id) => ((IModelLister)Create(id)).ListModelsAsync(Cancel);

    private IImageProvider Create(string id, TimeProvider? time = null)
    {
        var kind = KnownProviders.All.First(kind => kind.Id == id);
        var options = (ProviderOptions)Activator.CreateInstance(kind.Options)!;
        typeof(ProviderOptions).GetProperty(nameof(ProviderOptions.BaseUrl))!.SetValue(options, Server.BaseUrl);
        typeof(ProviderOptions).GetProperty(nameof(ProviderOptions.ApiKey))!.SetValue(options, Key);
        return kind.Build(options, Parts(time));
    }
}
