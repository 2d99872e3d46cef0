using Darkroom.Providers;
using Darkroom.Providers.Fal;

namespace Darkroom.Tests.Providers.Fal;

public sealed class FalTests : ProviderBench
{
    private const string Begin = "/fal-ai/flux/schnell";
    private const string Job = "/fal-ai/flux/requests/r1";
    private const string Done = """{"status":"COMPLETED"}""";

    private static readonly byte[] Image = TestImages.SmallPng(4);

    private string Token => new Uri(Server.Address, Job + "/status").ToString();

    [Fact]
    public async Task Reports_the_queue_position_and_the_logged_steps_as_they_arrive()
    {
        Play(
            """{"status":"IN_QUEUE","queue_position":3}""",
            """{"status":"IN_PROGRESS","logs":[{"message":"loaded"},{"message":" 50%|██   | 2/4 [00:00<00:00, 9.1it/s]"}]}""",
            Done);
        var reported = new List<(double?, int?)>();

        await RunAsync(Create(), onUpdate: update => reported.AddRange(
            update is GenerationUpdate.Progress progress ? [(progress.Fraction, progress.QueuePosition)] : []));

        Assert.Equal([(null, null), (null, 3), (0.5, null)], reported);
    }

    [Fact]
    public async Task Sends_the_fields_of_the_app_and_the_key_in_the_scheme_of_fal()
    {
        Play(Done);

        var outcome = await RunAsync(Create(), Asked with { Seed = 7, OutputFormat = "png" });

        Assert.Equal(
            """{"prompt":"a lighthouse","num_images":1,"image_size":{"width":1024,"height":1024},"seed":7,"output_format":"png"}""",
            Server.Requests[0].Text);
        Assert.All(Server.Requests, request => Assert.Equal(
            request.Path == "/files/1.png" ? null : "Key fal-key", request.Headers.GetValueOrDefault("Authorization")));
        Assert.Equal(("fal-ai/flux/schnell", 7L), (outcome.Final!.Model, outcome.Final.Seed));
        Assert.Equal([Token], outcome.Tokens);
    }

    [Fact]
    public async Task An_image_blacked_out_by_the_safety_check_is_a_moderation_failure()
    {
        Play(Done);
        Server.On(Job, Scripts.Answer(200, $$"""{"images":[{"url":"{{new Uri(Server.Address, "files/1.png")}}"}],"has_nsfw_concepts":[true]}"""));

        var failure = (await RunAsync(Create())).Failure;

        Assert.Equal((FailureCode.ModerationBlocked, "output"), (failure!.Code, failure.Moderation?.Stage));
        Assert.DoesNotContain(Server.Requests, request => request.Path == "/files/1.png");
    }

    [Theory]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("15619174981588513000", null)]
    public async Task Reports_only_seeds_that_fit_exactly(string seed, long? reported)
    {
        Play(Done);
        Server.On(Job, Scripts.Answer(200, $$"""{"images":[{"url":"{{new Uri(Server.Address, "files/1.png")}}"}],"seed":{{seed}}}"""));

        Assert.Equal(reported, (await RunAsync(Create())).Final?.Seed);
    }

    [Fact]
    public async Task Classifies_an_error_that_the_app_reports_after_queueing()
    {
        Play(Done);
        Server.On(Job, Scripts.Answer(422, """{"detail":[{"msg":"Flagged by a content checker.","type":"content_policy_violation"}]}"""));

        var outcome = await RunAsync(Create());

        Assert.Equal((FailureCode.ModerationBlocked, false), (outcome.Failure!.Code, outcome.WorkContinues));
    }

    [Theory]
    [InlineData("""{"status":"COMPLETED","error":"The prompt was flagged.","error_type":"content_policy_violation"}""", FailureCode.ModerationBlocked)]
    [InlineData("""{"status":"COMPLETED","error":"NSFW content detected"}""", FailureCode.ModerationBlocked)]
    [InlineData("""{"status":"COMPLETED","error":"Runner disconnected","error_type":"runner_disconnected"}""", FailureCode.BadOutput)]
    [InlineData("""{"status":"COMPLETED","error":"No runner","error_type":"runner_scheduling_failure"}""", FailureCode.Unavailable)]
    [InlineData("""{"status":"COMPLETED","error":{"message":"Bad size","type":"bad_request"}}""", FailureCode.InvalidRequest)]
    public async Task A_request_completed_with_an_error_fails_with_that_error(string status, FailureCode expected)
    {
        Play(status);

        var outcome = await RunAsync(Create());

        Assert.Equal((expected, false), (outcome.Failure!.Code, outcome.WorkContinues));
        Assert.DoesNotContain(Server.Requests, request => request.Path == Job);
    }

    [Fact]
    public async Task Reads_the_error_type_from_the_header()
    {
        Server.On(Begin, Scripts.Answer(400, """{"detail":"No."}""", headers: ("x-fal-error-type", "content_policy_violation")));

        Assert.Equal(FailureCode.ModerationBlocked, (await RunAsync(Create())).Failure?.Code);
    }

    [Theory]
    [InlineData("\"nsfw_content_detected\":true")]
    [InlineData("\"nsfw_content_detected\":[true]")]
    public async Task Recognizes_both_flags_of_a_blacked_out_image(string flag)
    {
        Play(Done);
        Server.On(Job, Scripts.Answer(200, $$"""{"images":[{"url":"{{new Uri(Server.Address, "files/1.png")}}"}],{{flag}}}"""));

        Assert.Equal(FailureCode.ModerationBlocked, (await RunAsync(Create())).Failure?.Code);
    }

    [Fact]
    public async Task Does_not_store_a_token_that_contains_the_key()
    {
        const string job = "/fal-ai/flux/requests/fal-key-12345678";
        Play(Done);
        Server
            .On(Begin, Scripts.Answer(200, $$"""{"status_url":"{{new Uri(Server.Address, job + "/status")}}"}"""))
            .On(job + "/status", Scripts.Answer(200, Done))
            .On(job, Scripts.Answer(200, Result()));

        var outcome = await RunAsync(new FalProvider(new ProviderOptions { BaseUrl = Server.Address, ApiKey = "fal-key-12345678" }, Parts(new EagerTime())));

        Assert.Equal(Image, outcome.Image);
        Assert.Empty(outcome.Tokens);
    }

    [Fact]
    public async Task A_crashed_app_is_bad_output_and_is_not_retried()
    {
        Play(Done);
        Server.On(Job, Scripts.Answer(500, """{"detail":"Internal Server Error"}"""));

        var outcome = await RunAsync(Create());

        Assert.Equal((FailureCode.BadOutput, false), (outcome.Failure!.Code, outcome.WorkContinues));
        Assert.Single(Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task Resumes_and_cancels_a_request_by_its_url()
    {
        Play(Done);
        Server.On(Job + "/cancel", Scripts.Answer(202, """{"status":"CANCELLATION_REQUESTED"}"""));

        Assert.Equal(Image, (await RunAsync(Create(), Asked with { ResumeToken = Token })).Image);
        await Create().CancelAsync(Token, Cancel);

        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST");
        Assert.Equal(("PUT", Job + "/cancel"), (Server.Requests[^1].Method, Server.Requests[^1].Path));
    }

    [Theory]
    [InlineData("https://evil.example/fal-ai/flux/requests/r1/status")]
    [InlineData("https://queue.fal.run.evil.example/r1/status")]
    [InlineData("https://evilfal.run/r1/status")]
    [InlineData("http://queue.fal.run/r1/status")]
    [InlineData("https://queue.fal.run/r1")]
    [InlineData("r1")]
    public async Task Never_sends_the_key_to_another_host(string address)
    {
        Server.On(Begin, Scripts.Answer(200, $$"""{"request_id":"r1","status_url":"{{address}}"}"""));

        Assert.Equal(FailureCode.BadOutput, (await RunAsync(Create())).Failure?.Code);
        Assert.Equal(FailureCode.Interrupted, (await RunAsync(Create(), Asked with { ResumeToken = address })).Failure?.Code);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Sends_reference_images_to_the_edit_app()
    {
        Server.On("/fal-ai/nano-banana/edit", Scripts.Answer(200, Result())).On("/files/1.png", Scripts.Bytes(Image, "image/png"));
        var reference = Samples.Input(TestImages.SmallPng(9));

        var outcome = await RunAsync(Create(), Asked with { Model = "fal-ai/nano-banana", Images = [reference] });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal(
            $"data:image/png;base64,{Convert.ToBase64String(reference.Bytes.Span)}",
            Server.Requests[0].Json.GetProperty("image_urls")[0].GetString());
    }

    [Fact]
    public async Task Makes_an_image_larger_by_the_factor_of_the_sizes()
    {
        Server.On("/fal-ai/esrgan", Scripts.Answer(200, $$$"""{"image":{"url":"{{{new Uri(Server.Address, "files/1.png")}}}"}}""")).On("/files/1.png", Scripts.Bytes(Image, "image/png"));
        var reference = Samples.Input(TestImages.SmallPng(9));

        var outcome = await RunAsync(Create(), Asked with { Model = "fal-ai/esrgan", Size = new PixelSize(64, 64), Images = [reference] });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal($$"""{"image_url":"data:image/png;base64,{{Convert.ToBase64String(reference.Bytes.Span)}}","scale":4}""", Server.Requests[0].Text);
    }

    private FalProvider Create() => new(new ProviderOptions { BaseUrl = Server.Address, ApiKey = "fal-key" }, Parts(new EagerTime()));

    private void Play(params string[] statuses) => Server
        .On(Begin, Scripts.Answer(200, $$"""{"request_id":"r1","status_url":"{{Token}}"}"""))
        .On(Job + "/status", [.. statuses.Select(status => Scripts.Answer(200, status))])
        .On(Job, Scripts.Answer(200, Result()))
        .On("/files/1.png", Scripts.Bytes(Image, "image/png"));

    private string Result() => $$"""{"images":[{"url":"{{new Uri(Server.Address, "files/1.png")}}"}],"seed":7,"prompt":"a lighthouse"}""";
}
