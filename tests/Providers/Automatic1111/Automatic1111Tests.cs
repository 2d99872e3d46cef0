using System.Text;
using Darkroom.Providers;
using Darkroom.Providers.Automatic1111;
using Xunit;

namespace Darkroom.Tests.Providers.Automatic1111;

public sealed class Automatic1111Tests : ProviderBench
{
    private static readonly byte[] One = TestImages.SmallPng(1);
    private static readonly byte[] Two = TestImages.SmallPng(2);
    private static readonly byte[] Sharp = TestImages.SmallPng(4);

    private readonly Gate _seen = new();

    [Fact]
    public async Task Reports_steps_as_the_fraction_and_the_estimate_of_the_web_UI()
    {
        var updates = await PlayAsync(0, WebUiScript.Idle(), WebUiScript.State(24, 30, progress: 0.81, eta: 3.8));

        var progress = Assert.Single(updates.OfType<GenerationUpdate.Progress>());
        Assert.Equal(0.8, progress.Fraction);
        Assert.Equal(TimeSpan.FromSeconds(3.8), progress.Remaining);
    }

    [Fact]
    public async Task Ignores_the_constant_fraction_of_Forge()
    {
        var updates = await PlayAsync(0, WebUiScript.Idle(), WebUiScript.State(0, 30, progress: 0.01, eta: 83.6));

        var progress = Assert.Single(updates.OfType<GenerationUpdate.Progress>());
        Assert.Null(progress.Fraction);
        Assert.Null(progress.Remaining);
    }

    [Fact]
    public async Task Progress_never_decreases_and_a_second_pass_counts_half()
    {
        var updates = await PlayAsync(
            0, WebUiScript.Idle(), WebUiScript.State(10, 20, jobs: 2), WebUiScript.State(5, 20, jobs: 2), WebUiScript.State(10, 20, jobs: 2, jobNo: 1));

        Assert.Equal([0.25, 0.75], updates.OfType<GenerationUpdate.Progress>().Select(progress => progress.Fraction!.Value));
    }

    [Fact]
    public async Task Ignores_a_job_that_was_running_before()
    {
        var updates = await PlayAsync(
            3,
            WebUiScript.State(5, 20, One, startedAt: "20261120105900"),
            WebUiScript.State(15, 20, One, startedAt: "20261120105900"),
            WebUiScript.State(10, 20, Two, startedAt: "20261120110000"));

        Assert.Equal(0.5, Assert.Single(updates.OfType<GenerationUpdate.Progress>()).Fraction);
        Assert.Single(updates.OfType<GenerationUpdate.PartialImage>());
    }

    [Fact]
    public async Task Yields_the_same_preview_once()
    {
        var updates = await PlayAsync(
            3, WebUiScript.Idle(), WebUiScript.State(6, 20, One), WebUiScript.State(12, 20, One), WebUiScript.State(17, 20, One));

        Assert.Equal(0, Assert.Single(updates.OfType<GenerationUpdate.PartialImage>()).Index);
    }

    [Fact]
    public async Task Yields_no_more_previews_than_requested()
    {
        var updates = await PlayAsync(
            1, WebUiScript.Idle(), WebUiScript.State(1, 20, One), WebUiScript.State(12, 20, Two), WebUiScript.State(14, 20, One), WebUiScript.State(18, 20, Sharp));

        Assert.Single(updates.OfType<GenerationUpdate.PartialImage>());
    }

    [Fact]
    public async Task Requests_previews_only_if_partial_images_are_requested()
    {
        await PlayAsync(0, WebUiScript.Idle(), WebUiScript.State(10, 20, One));

        Assert.All(Server.Requests.Where(request => request.Path == WebUiScript.Progress), request => Assert.Equal("?skip_current_image=true", request.Query));
    }

    [Fact]
    public async Task Reports_the_seed_and_model_that_were_used()
    {
        var final = (GenerationUpdate.FinalImage)(await PlayAsync(0, WebUiScript.Idle(), WebUiScript.State(1, 2)))[^1];

        Assert.Equal((4242, "sd_xl_base_1.0"), (final.Seed, final.Model));
    }

    [Fact]
    public async Task An_image_stopped_in_the_web_UI_is_interrupted()
    {
        var updates = await PlayAsync(0, WebUiScript.Idle(), WebUiScript.State(7, 20, interrupted: true));

        Assert.Equal(FailureCode.Interrupted, Assert.IsType<GenerationUpdate.Failed>(updates[^1]).Failure.Code);
    }

    [Fact]
    public async Task Sends_options_and_request_fields()
    {
        Server.On(WebUiScript.Txt2Img, WebUiScript.Image(Sharp));

        await RunAsync(Provider(new Automatic1111Options { Sampler = "DPM++ 2M", Steps = 33, CfgScale = 5.5, Model = "sdxl" }), Asked with { Seed = 9, NegativePrompt = "fog" });

        var json = Assert.Single(Server.Requests, request => request.Method == "POST").Json;
        Assert.Equal("DPM++ 2M", json.GetProperty("sampler_name").GetString());
        Assert.Equal(33, json.GetProperty("steps").GetInt32());
        Assert.Equal(5.5, json.GetProperty("cfg_scale").GetDouble());
        Assert.Equal(9, json.GetProperty("seed").GetInt64());
        Assert.Equal("fog", json.GetProperty("negative_prompt").GetString());
        Assert.Equal("sdxl", json.GetProperty("override_settings").GetProperty("sd_model_checkpoint").GetString());
    }

    [Fact]
    public async Task Makes_an_image_larger_with_an_upscaler_of_the_server()
    {
        Server.On("/sdapi/v1/samplers", Scripts.Answer(200, """[{"name":"Euler"}]"""))
            .On("/sdapi/v1/upscalers", Scripts.Answer(200, """[{"name":"None"},{"name":"R-ESRGAN 4x+"},{"name":"SwinIR 4x"}]"""))
            .On("/sdapi/v1/extra-single-image", Scripts.Answer(200, $$"""{"html_info":"","image":"{{Convert.ToBase64String(Sharp)}}"}"""));
        var reference = Samples.Input(TestImages.SmallPng(9));

        var listed = await Provider().ListOptionsAsync(Cancel);
        var outcome = await RunAsync(Provider(), Asked with { Model = listed!.Upscalers[1], Size = new PixelSize(32, 32), Images = [reference] });

        Assert.Equal(["upscaler:R-ESRGAN 4x+", "upscaler:SwinIR 4x"], listed.Upscalers);
        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(
            $$"""{"resize_mode":0,"upscaling_resize":2,"upscaler_1":"SwinIR 4x","image":"{{Convert.ToBase64String(reference.Bytes.Span)}}"}""",
            Server.Requests.Single(request => request.Method == "POST").Text);
    }

    [Fact]
    public async Task Sends_user_and_password_as_basic_credentials_and_other_keys_as_a_bearer_token()
    {
        Server.On(WebUiScript.Txt2Img, WebUiScript.Image(Sharp));

        await RunAsync(Provider(new Automatic1111Options { ApiKey = "ada:secret" }));
        await RunAsync(Provider(new Automatic1111Options { ApiKey = "token" }));

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:secret")), Server.Requests[0].Headers["Authorization"]);
        Assert.Equal("Bearer token", Server.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task Explains_that_the_API_is_disabled()
    {
        var failure = (await RunAsync(Provider())).Failure;
        var tested = Assert.IsType<ProviderTest.Failed>(await Provider().TestAsync(Cancel));

        Assert.Equal(FailureCode.InvalidRequest, failure?.Code);
        Assert.Contains("--api", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("--api", tested.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_exceptions_and_does_not_retry_out_of_memory()
    {
        Server.On(WebUiScript.Txt2Img, Scripts.Answer(500, """{"error":"OutOfMemoryError","detail":"","body":"","errors":"CUDA out of memory."}"""));

        var failure = (await RunAsync(Provider())).Failure;

        Assert.Equal((FailureCode.InvalidRequest, "CUDA out of memory."), (failure?.Code, failure?.Message));
    }

    [Fact]
    public async Task A_cancel_interrupts_the_web_ui()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (working, interrupted) = (new Gate(), new Gate());
        Server.On(WebUiScript.Progress, WebUiScript.Idle(), WebUiScript.State(3, 20).Then(working));
        Server.On(WebUiScript.Txt2Img, Scripts.Hang()).On(WebUiScript.Interrupt, Scripts.Answer(200, "{}").Then(interrupted));
        var running = RunAsync(Provider(), onUpdate: _ => caller.Cancel(), cancel: caller.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Cancel));

        Assert.Single(Server.Requests, request => request is { Method: "POST", Path: WebUiScript.Interrupt });
    }

    [Fact]
    public async Task A_cancel_does_not_interrupt_the_job_of_another_user()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Server.On(WebUiScript.Progress, WebUiScript.State(3, 20));
        Server.On(WebUiScript.Txt2Img, exchange =>
        {
            caller.Cancel();
            return Scripts.Hang()(exchange);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Provider(), cancel: caller.Token).WaitAsync(Cancel));

        Assert.DoesNotContain(Server.Requests, request => request.Path == WebUiScript.Interrupt);
    }

    [Fact]
    public void Makes_one_image_at_a_time_and_requires_a_base_url()
    {
        Assert.Equal(1, Provider(new Automatic1111Options { MaxConcurrency = 8 }).Limits.MaxConcurrency);
        Assert.Equal("Providers:automatic1111:BaseUrl", new Automatic1111Provider(new Automatic1111Options(), Parts()).Setup.MissingSetting);
    }

    private Automatic1111Provider Provider(Automatic1111Options? options = null) =>
        new((options ?? new Automatic1111Options()) with { BaseUrl = Server.Address }, Parts()) { PollInterval = TimeSpan.FromMilliseconds(1) };

    /// <summary>Sends the image after all progress responses.</summary>
    private async Task<List<GenerationUpdate>> PlayAsync(int partials, params Script[] message)
    {
        Server.On(WebUiScript.Progress, [.. message[..^1], message[^1], message[^1].Then(_seen)]);
        Server.On(WebUiScript.Txt2Img, WebUiScript.Image(Sharp, _seen));
        var updates = new List<GenerationUpdate>();
        await RunAsync(Provider(), Asked with { PartialImages = partials }, updates.Add);
        return updates;
    }
}
