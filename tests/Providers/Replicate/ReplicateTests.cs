using Darkroom.Providers;
using Darkroom.Providers.Replicate;

namespace Darkroom.Tests.Providers.Replicate;

public sealed class ReplicateTests : ProviderBench
{
    private const string Sdxl = "stability-ai/sdxl:39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b";
    private const string Key = "r8_1234567890abcdef";
    private const string Begin = "/v1/models/black-forest-labs/flux-schnell/predictions";
    private const string Job = "/v1/predictions/p1";

    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Fact]
    public async Task Reports_progress_only_from_the_logged_steps()
    {
        PlayJob(
            """{"id":"p1","status":"processing","logs":""}""",
            """{"id":"p1","status":"processing","logs":"Using seed: 7\n  0%|  | 0/28 [00:00<?, ?it/s]\n 43%|████▎  | 12/28 [00:01<00:02, 7.8it/s]\n"}""",
            Finished());
        var fractions = new List<double?>();

        await RunAsync(Create(), onUpdate: update => fractions.AddRange(
            update is GenerationUpdate.Progress progress ? [progress.Fraction] : []));

        Assert.Equal([null, 12 / 28.0], fractions);
    }

    [Fact]
    public async Task Requests_a_versioned_model_by_version_and_in_pixels()
    {
        Server.On("/v1/predictions", Scripts.Answer(201, Finished())).On("/out.png", Scripts.Bytes(Image, "image/png"));

        await RunAsync(Create(), Asked with { Model = Sdxl, Seed = 42, NegativePrompt = "fog" });

        var body = Server.Requests[0].Json;
        Assert.Equal(Sdxl[^64..], body.GetProperty("version").GetString());
        Assert.Equal(
            """{"prompt":"a lighthouse","width":1024,"height":1024,"negative_prompt":"fog","seed":42}""",
            body.GetProperty("input").GetRawText());
    }

    [Fact]
    public async Task Sends_the_size_as_the_aspect_ratio_of_the_model()
    {
        PlayJob(Finished());

        await RunAsync(Create(), Asked with { Size = new PixelSize(1344, 768), OutputFormat = "jpeg" });

        Assert.Equal(
            """{"prompt":"a lighthouse","aspect_ratio":"16:9","output_format":"jpg"}""",
            Server.Requests[0].Json.GetProperty("input").GetRawText());
        Assert.Equal("wait=3", Server.Requests[0].Headers["Prefer"]);
    }

    [Theory]
    [InlineData("flux-schnell")]
    [InlineData("../account/x")]
    [InlineData("a/..")]
    [InlineData("a/b/c")]
    [InlineData("a/b?x=1")]
    [InlineData("a/b:latest")]
    public async Task Rejects_an_invalid_model_name_before_sending(string model)
    {
        var outcome = await RunAsync(Create(), Asked with { Model = model });

        Assert.Equal(FailureCode.InvalidRequest, outcome.Failure?.Code);
        Assert.Contains("owner/name", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Sends_the_key_to_the_service_and_not_to_the_image_host()
    {
        PlayJob(Finished());

        await RunAsync(Create());

        Assert.All(Server.Requests, request => Assert.Equal(
            request.Path == "/out.png" ? null : $"Bearer {Key}", request.Headers.GetValueOrDefault("Authorization")));
    }

    [Fact]
    public async Task Resumes_a_prediction_by_its_id_without_starting_another()
    {
        PlayJob(Finished());

        var outcome = await RunAsync(Create(), Asked with { ResumeToken = "p1" });

        Assert.Equal(Image, outcome.Image);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("../account")]
    [InlineData("p2")]
    public async Task An_unknown_prediction_is_interrupted_and_not_started_again(string token)
    {
        var outcome = await RunAsync(Create(), Asked with { ResumeToken = token });

        Assert.Equal(FailureCode.Interrupted, outcome.Failure?.Code);
        Assert.False(outcome.WorkContinues);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST" || request.Path.EndsWith("account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancels_the_prediction_at_the_service()
    {
        Server.On(Job + "/cancel", Scripts.Answer(200, """{"id":"p1","status":"canceled"}"""));

        await Create().CancelAsync("p1", Cancel);
        await Create().CancelAsync("p1/../x", Cancel);

        Assert.Equal((Job + "/cancel", "POST"), (Assert.Single(Server.Requests).Path, Server.Requests[0].Method));
    }

    [Fact]
    public async Task Polls_again_if_the_service_is_overloaded()
    {
        Server.On(Begin, Scripts.Answer(201, """{"id":"p1","status":"starting"}"""))
            .On(Job, Scripts.Answer(502, ""), Scripts.Abort(), Scripts.Answer(200, Finished()))
            .On("/out.png", Scripts.Bytes(Image, "image/png"));

        Assert.Equal(Image, (await RunAsync(Create())).Image);
    }

    [Fact]
    public async Task A_prediction_that_outlasts_its_call_can_be_resumed()
    {
        var time = new ManualTime();
        PlayJob("""{"id":"p1","status":"processing"}""");
        var running = RunAsync(Create(time));

        await time.AdvanceUntilAsync(running, TimeSpan.FromMinutes(1)).WaitAsync(Cancel);

        var outcome = await running;
        Assert.Equal((FailureCode.Timeout, true), (outcome.Failure!.Code, outcome.WorkContinues));
        Assert.Equal(["p1"], outcome.Tokens);
    }

    [Fact]
    public async Task An_image_that_cannot_be_fetched_can_be_resumed_once()
    {
        PlayJob(Finished());
        Server.On("/out.png", Scripts.Answer(404, ""));

        Assert.True((await RunAsync(Create())).WorkContinues);
        Assert.False((await RunAsync(Create(), Asked with { ResumeToken = "p1" })).WorkContinues);
    }

    private ReplicateProvider Create(TimeProvider? time = null) =>
        new(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = Key }, Parts(time ?? new EagerTime()));

    [Fact]
    public async Task Makes_an_image_larger_by_the_factor_of_the_sizes()
    {
        var model = ModelCatalog.Shipped.UpscalersOf("replicate", new DateOnly(2026, 11, 29)).Single();
        Server.On("/v1/predictions", Scripts.Answer(201, Finished())).On("/out.png", Scripts.Bytes(Image, "image/png"));
        var reference = Samples.Input(TestImages.SmallPng(9));

        var outcome = await RunAsync(Create(), Asked with { Model = model, Size = new PixelSize(32, 32), Images = [reference] });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal(
            $$$"""{"version":"{{{model.Split(':')[1]}}}","input":{"image":"data:image/png;base64,{{{Convert.ToBase64String(reference.Bytes.Span)}}}","scale":2}}""",
            Server.Requests[0].Text);
    }

    private void PlayJob(params string[] responses) => Server
        .On(Begin, Scripts.Answer(201, """{"id":"p1","status":"starting","logs":""}"""))
        .On(Job, [.. responses.Select(response => Scripts.Answer(200, response))])
        .On("/out.png", Scripts.Bytes(Image, "image/png"));

    private string Finished() => $$"""{"id":"p1","status":"succeeded","output":"{{new Uri(Server.Address, "out.png")}}"}""";
}
