using Darkroom.Providers;
using Darkroom.Providers.Bfl;

namespace Darkroom.Tests.Providers.Bfl;

public sealed class BflTests : ProviderBench
{
    private const string Begin = "/v1/flux-2-pro";
    private const string Result = "/v1/get_result";

    private static readonly byte[] Image = TestImages.SmallPng(4);

    private string Token => new Uri(Server.Address, "v1/get_result?id=t1").ToString();

    [Fact]
    public async Task Reports_the_progress_of_BFL_and_the_image_with_seed_and_cost()
    {
        Play(Pending(0.3), Pending(0.7), Pending(1.0), Ready());
        var fractions = new List<double?>();

        var outcome = await RunAsync(Create(), onUpdate: update => fractions.AddRange(
            update is GenerationUpdate.Progress progress ? [progress.Fraction] : []));

        Assert.Equal([null, 0.3, 0.7, 1.0], fractions);
        Assert.Equal(Image, outcome.Image);
        Assert.Equal(("flux-2-pro", 7L, 0.03m), (outcome.Final!.Model, outcome.Final.Seed, outcome.Final.CostUsd));
        Assert.Equal([Token], outcome.Tokens);
    }

    [Fact]
    public async Task Sends_the_key_to_BFL_and_not_to_the_image_host()
    {
        Play(Ready());

        await RunAsync(Create(), Asked with { Seed = 7, OutputFormat = "png" });

        Assert.Equal("""{"prompt":"a lighthouse","width":1024,"height":1024,"seed":7,"output_format":"png"}""", Server.Requests[0].Text);
        Assert.All(Server.Requests, request => Assert.Equal(
            request.Path == "/sample.jpeg" ? null : "bfl-key", request.Headers.GetValueOrDefault("x-key")));
    }

    [Theory]
    [InlineData("https://evil.example/v1/get_result?id=t1")]
    [InlineData("https://bfl.ai.evil.example/v1/get_result?id=t1")]
    [InlineData("https://evilbfl.ai/v1/get_result?id=t1")]
    [InlineData("http://api.bfl.ai/v1/get_result?id=t1")]
    [InlineData("https://api.bfl.ai:8443/v1/get_result?id=t1")]
    [InlineData("get_result?id=t1")]
    public async Task Never_sends_the_key_to_another_host(string address)
    {
        Server.On(Begin, Scripts.Answer(200, $$"""{"id":"t1","polling_url":"{{address}}"}"""));

        Assert.Equal(FailureCode.BadOutput, (await RunAsync(Create())).Failure?.Code);
        Assert.Equal(FailureCode.Interrupted, (await RunAsync(Create(), Asked with { ResumeToken = address })).Failure?.Code);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Polls_no_sooner_than_BFL_requests()
    {
        var time = new ManualTime();
        Play(
            Scripts.Answer(200, """{"status":"Pending","progress":0.3}""", "application/json", ("retry-after", "9")),
            Scripts.Answer(200, Ready()));
        var running = RunAsync(Create(time));

        await time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        await time.TimerSetAsync(TimeSpan.FromSeconds(9)).WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(Image, (await running.WaitAsync(Cancel)).Image);
    }

    [Theory]
    [InlineData("Request Moderated", "input", "the prompt")]
    [InlineData("Content Moderated", "output", "the finished image")]
    public async Task Reports_moderation_with_its_stage(string status, string stage, string message)
    {
        Play($$$"""{"id":"t1","status":"{{{status}}}","result":null,"details":{"Moderation Reasons":["Derivative Works Filter"]}}""");

        var failure = (await RunAsync(Create())).Failure!;

        Assert.Equal((FailureCode.ModerationBlocked, stage), (failure.Code, failure.Moderation!.Stage));
        Assert.Equal(["Derivative Works Filter"], failure.Moderation.Categories);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"t1","status":"Task not found"}""", FailureCode.Interrupted)]
    [InlineData("""{"id":"t1","status":"Error","details":{"error":"out of memory"}}""", FailureCode.BadOutput)]
    [InlineData("""{"id":"t1","status":"Ready","result":null}""", FailureCode.BadOutput)]
    [InlineData("""{"id":"t1","status":"Dancing"}""", FailureCode.BadOutput)]
    [InlineData("""{"id":"t1","status":"Pending","progress":7}""", null)]
    public async Task Classifies_every_final_status(string response, FailureCode? code)
    {
        Play(response, Ready());

        Assert.Equal(code, (await RunAsync(Create())).Failure?.Code);
    }

    [Fact]
    public async Task Resumes_a_task_by_its_url_without_starting_another()
    {
        Play(Ready());

        Assert.Equal(Image, (await RunAsync(Create(), Asked with { ResumeToken = Token })).Image);
        await Create().CancelAsync(Token, Cancel);

        Assert.All(Server.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Sends_Kontext_an_aspect_ratio_and_numbered_images()
    {
        Server.On("/v1/flux-kontext-pro", Scripts.Answer(200, $$"""{"id":"t1","polling_url":"{{Token}}"}"""));
        Play(Ready());
        var reference = Samples.Input(TestImages.SmallPng(9));

        await RunAsync(Create(), Asked with { Model = "flux-kontext-pro", Size = new PixelSize(768, 1344), Images = [reference, reference] });

        var base64 = Convert.ToBase64String(reference.Bytes.Span);
        Assert.Equal(
            $$"""{"prompt":"a lighthouse","aspect_ratio":"9:16","input_image":"{{base64}}","input_image_2":"{{base64}}"}""",
            Server.Requests[0].Text);
    }

    private static string Pending(double progress) => FormattableString.Invariant($$"""{"id":"t1","status":"Pending","progress":{{progress}}}""");

    private BflProvider Create(TimeProvider? time = null) =>
        new(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = "bfl-key" }, Parts(time ?? new EagerTime()));

    private void Play(params string[] responses) => Play([.. responses.Select(response => Scripts.Answer(200, response))]);

    private void Play(params Script[] responses) => Server
        .On(Begin, Scripts.Answer(200, $$"""{"id":"t1","polling_url":"{{Token}}","cost":3,"input_mp":0,"output_mp":1}"""))
        .On(Result, responses)
        .On("/sample.jpeg", Scripts.Bytes(Image, "image/jpeg"));

    private string Ready() =>
        $$$"""{"id":"t1","status":"Ready","result":{"sample":"{{{new Uri(Server.Address, "sample.jpeg")}}}","seed":7,"prompt":"a lighthouse"}}""";
}
