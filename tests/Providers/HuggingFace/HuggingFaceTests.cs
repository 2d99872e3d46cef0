using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.HuggingFace;
using Xunit;

namespace Darkroom.Tests.Providers.HuggingFace;

public sealed class HuggingFaceTests : HuggingFaceTest
{
    private const string Own = "/hf-inference/models/" + "stabilityai/stable-diffusion-xl-base-1.0";
    private const string Job = "/fal-ai/fal-ai/flux/requests/j1";

    [Fact]
    public async Task Sends_the_default_model_to_hf_inference_without_asking_the_hub()
    {
        Server.On(Own, Scripts.Bytes(Sharp, "image/jpeg"));

        var outcome = await RunAsync(
            Provider(new HuggingFaceOptions { BillTo = "acme" }), Asked with { Seed = 7, NegativePrompt = "fog", Size = new PixelSize(512, 768) });

        Assert.Equal(Sharp, outcome.Image);
        var request = Assert.Single(Server.Requests);
        var parameters = request.Json.GetProperty("parameters");
        Assert.Equal((512, 768, 7), (parameters.GetProperty("width").GetInt32(), parameters.GetProperty("height").GetInt32(), parameters.GetProperty("seed").GetInt32()));
        Assert.Equal("fog", parameters.GetProperty("negative_prompt").GetString());
        Assert.Equal("acme", request.Headers["X-HF-Bill-To"]);
        Assert.Equal("Bearer hf_test4f9c1e7ab2", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Resolves_a_model_once()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));
        var provider = Provider();

        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Image);
        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Image);

        Assert.Single(Server.Requests, request => request.Path == Hub);
        Assert.Equal("?expand=inferenceProviderMapping", Server.Requests[0].Query);
    }

    [Fact]
    public async Task Resolves_the_partner_again_if_it_no_longer_knows_the_model()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Answer(404, """{"error":"Model not found"}"""), Scripts.Answer(200, Listed(Sharp)));
        var provider = Provider();

        Assert.Equal(FailureCode.InvalidRequest, (await RunAsync(provider, AskedOfFlux)).Failure?.Code);
        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Image);

        Assert.Equal(2, Server.Requests.Count(request => request.Path == Hub));
    }

    [Fact]
    public async Task Reads_a_list_of_partners_and_skips_those_in_staging()
    {
        Server.On(Hub, Scripts.Answer(200, """
            {"inferenceProviderMapping":[
              {"provider":"unknown-one","status":"live","providerId":"x","task":"text-to-image"},
              {"provider":"replicate","status":"staging","providerId":"black-forest-labs/flux-dev","task":"text-to-image"},
              {"provider":"fal-ai","status":"live","providerId":"fal-ai/flux/video","task":"text-to-video"},
              {"provider":"nscale","status":"live","providerId":"flux","task":"text-to-image"}]}
            """));
        Server.On("/nscale/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));

        Assert.Equal(Sharp, (await RunAsync(Provider(), AskedOfFlux)).Image);

        Assert.Equal("1024x1024", Posted().Json.GetProperty("size").GetString());
    }

    [Fact]
    public async Task Uses_the_configured_partner_or_names_the_others()
    {
        Server.On(Hub, Scripts.Answer(200, """
            {"inferenceProviderMapping":{"together":{"status":"live","providerId":"a","task":"text-to-image"},
              "nscale":{"status":"staging","providerId":"b","task":"text-to-image"}}}
            """));
        Server.On("/nscale/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));

        var taken = await RunAsync(Provider(new HuggingFaceOptions { Partner = "nscale" }), AskedOfFlux);
        var refused = await RunAsync(Provider(new HuggingFaceOptions { Partner = "replicate" }), AskedOfFlux);

        Assert.Equal(Sharp, taken.Image);
        Assert.Equal(FailureCode.InvalidRequest, refused.Failure?.Code);
        Assert.Equal(
            $"replicate does not make images with {Flux}; together, nscale may. Change Providers:huggingface:Partner.", refused.Failure!.Message);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("a/../../whoami")]
    [InlineData("a/..")]
    [InlineData("a/b?x=1")]
    public async Task Rejects_an_invalid_model_name(string model)
    {
        var outcome = await RunAsync(Provider(), Asked with { Model = model });

        Assert.Equal(FailureCode.InvalidRequest, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Ignores_Retry_After_on_a_successful_response()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Bytes(JsonSerializer.SerializeToUtf8Bytes(new { data = new[] { new { index = 0, b64_json = Sharp } } }), "application/json", ("retry-after", "2")));

        Assert.Equal(Sharp, (await RunAsync(Provider(), AskedOfFlux)).Image);
        Assert.Equal("base64", Posted().Json.GetProperty("response_format").GetString());
    }

    [Fact]
    public async Task Polls_fal_until_the_job_is_done_and_reports_queue_position_and_seed()
    {
        PlayFal();
        List<int?> positions = [];

        var outcome = await RunQuicklyAsync(onUpdate: update =>
        {
            if (update is GenerationUpdate.Progress { QueuePosition: var position })
            {
                positions.Add(position);
            }
        });

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(11, outcome.Final?.Seed);
        Assert.Equal([null, 2, null], positions);
        Assert.Equal(["fal-ai /fal-ai/flux/requests/j1"], outcome.Tokens);
        Assert.Equal(1024, Posted().Json.GetProperty("image_size").GetProperty("width").GetInt32());
        Assert.All(Server.Requests.Where(request => request.Path.StartsWith("/fal-ai", StringComparison.Ordinal)), request => Assert.Equal("?_subdomain=queue", request.Query));
        Assert.False(Assert.Single(Server.Requests, request => request.Path == "/image.png").Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Resumes_a_job_without_starting_another()
    {
        PlayFal();

        var outcome = await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/j1" });

        Assert.Equal(Sharp, outcome.Image);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task An_image_that_cannot_be_fetched_can_be_resumed_once()
    {
        PlayFal();
        Server.On("/image.png", Scripts.Answer(404, ""));

        Assert.True((await RunQuicklyAsync()).WorkContinues);
        Assert.False((await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/j1" })).WorkContinues);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("zai-org", false)]
    public void Does_not_offer_seeds_and_negative_prompts_for_a_partner_without_them(string? partner, bool has)
    {
        var can = Provider(new HuggingFaceOptions { Partner = partner }).CapabilitiesOf(null);

        Assert.Equal((has, has), (can.Seed, can.NegativePrompt));
    }

    [Fact]
    public async Task Sanitizes_a_name_from_the_hub()
    {
        Server.On("/api/whoami-v2", Scripts.Answer(200, $$"""{"name":"ann hf_test4f9c1e7ab2 {{new string('x', 5000)}}"}"""));

        var test = Assert.IsType<ProviderTest.Passed>(await Provider().TestAsync(Cancel));

        Assert.InRange(test.Message.Length, 30, 200);
        Assert.DoesNotContain("hf_test", test.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("together /v1/images")]
    [InlineData("fal-ai /../../api/whoami-v2")]
    [InlineData("fal-ai //evil.example/x")]
    public async Task Rejects_a_foreign_token(string token)
    {
        var outcome = await RunAsync(Provider(), AskedOfFlux with { ResumeToken = token });
        await Provider().CancelAsync(token, Cancel);

        Assert.Equal(FailureCode.Interrupted, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task An_unknown_job_is_interrupted() => Assert.Equal(
        FailureCode.Interrupted,
        (await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/gone" })).Failure?.Code);

    [Fact]
    public async Task Cancels_the_job_at_partners_that_support_it()
    {
        await Provider().CancelAsync("fal-ai /fal-ai/flux/requests/j1", Cancel);
        await Provider().CancelAsync("zai-org /api/paas/v4/async-result/1", Cancel);

        var reported = Assert.Single(Server.Requests);
        Assert.Equal(("PUT", Job + "/cancel"), (reported.Method, reported.Path));
    }

    [Fact]
    public async Task An_image_blacked_out_by_fal_is_a_moderation_failure()
    {
        PlayFal(blocked: true);

        var failure = (await RunQuicklyAsync()).Failure;

        Assert.Equal(FailureCode.ModerationBlocked, failure?.Code);
        Assert.Equal("output", failure!.Moderation?.Stage);
    }

    [Fact]
    public async Task Uses_output_that_Replicate_sends_while_processing()
    {
        Serve("replicate", "black-forest-labs/flux-dev");
        Server.On("/image.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/replicate/v1/models/black-forest-labs/flux-dev/predictions", Scripts.Answer(
            201, $$"""{"status":"processing","output":["{{Server.Address}}image.png"],"urls":{"get":"https://api.replicate.com/v1/predictions/p1"} }"""));

        var outcome = await RunAsync(Provider(), AskedOfFlux with { Size = new PixelSize(1344, 768) });

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal("wait", Posted().Headers["Prefer"]);
        Assert.Equal("16:9", Posted().Json.GetProperty("input").GetProperty("aspect_ratio").GetString());
    }

    [Theory]
    [InlineData("stability-ai/stable-diffusion-3.5-large", "/replicate/v1/models/stability-ai/stable-diffusion-3.5-large/predictions")]
    [InlineData("stability-ai/stable-diffusion-3.5-large:39ed52f2", "/replicate/v1/predictions")]
    public async Task Sends_Replicate_only_fields_of_Stable_Diffusion_3_5(string id, string path)
    {
        const string model = "stabilityai/stable-diffusion-3.5-large";
        Server.On($"/api/models/{model}", Scripts.Answer(
            200, $$$"""{"inferenceProviderMapping":{"replicate":{"status":"live","providerId":"{{{id}}}","task":"text-to-image"} } }"""));
        Server.On("/image.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On(path, Scripts.Answer(
            201, $$"""{"status":"succeeded","output":["{{Server.Address}}image.png"],"urls":{"get":"https://api.replicate.com/v1/predictions/p1"} }"""));

        var outcome = await RunAsync(Provider(), Asked with { Model = model, Seed = 7, NegativePrompt = "fog", Size = new PixelSize(1344, 768) });

        Assert.Equal(Sharp, outcome.Image);
        Assert.Equal(
            """{"prompt":"a lighthouse","aspect_ratio":"16:9","negative_prompt":"fog","seed":7}""",
            Posted().Json.GetProperty("input").GetRawText());
    }

    [Fact]
    public async Task Polls_Replicate_through_the_router()
    {
        Serve("replicate", "acme/sdxl:39ed52f2");
        Server.On("/image.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/replicate/v1/predictions", Scripts.Answer(
            201, """{"status":"starting","output":null,"urls":{"get":"https://api.replicate.com/v1/predictions/p1"}}"""));
        Server.On("/replicate/v1/predictions/p1", Scripts.Answer(200, """{"status":"processing"}"""), Scripts.Answer(
            200, $$"""{"status":"succeeded","output":"{{Server.Address}}image.png"}"""));

        Assert.Equal(Sharp, (await RunQuicklyAsync()).Image);

        Assert.Equal("39ed52f2", Posted().Json.GetProperty("version").GetString());
        Assert.Equal(1024, Posted().Json.GetProperty("input").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Polls_WaveSpeed_and_Zai_in_their_formats()
    {
        Server.On("/image.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/wavespeed/api/v3/w/flux", Scripts.Answer(
            200, """{"code":200,"data":{"id":"w1","urls":{"get":"https://api.wavespeed.ai/api/v3/predictions/w1/result"}}}"""));
        Server.On("/wavespeed/api/v3/predictions/w1/result", Scripts.Answer(200, """{"data":{"status":"processing"}}"""), Scripts.Answer(
            200, $$"""{"data":{"status":"completed","outputs":["{{Server.Address}}image.png"]} }"""));
        Server.On("/zai-org/api/paas/v4/async/images/generations", Scripts.Answer(200, """{"id":"z1","task_status":"PROCESSING"}"""));
        Server.On("/zai-org/api/paas/v4/async-result/z1", Scripts.Answer(
            200, $$"""{"task_status":"SUCCESS","image_result":[{"url":"{{Server.Address}}image.png"}]}"""));

        Serve("wavespeed", "w/flux");
        Assert.Equal(Sharp, (await RunQuicklyAsync()).Image);
        Serve("zai-org", "glm-image");
        Assert.Equal(Sharp, (await RunQuicklyAsync()).Image);
    }

    [Fact]
    public async Task Reports_the_delay_of_a_loading_model()
    {
        Server.On(Own, Scripts.Answer(503, """{"error":"Model x/y is currently loading","estimated_time":20.0}"""));

        var failure = (await RunAsync(Provider())).Failure;

        Assert.Equal(FailureCode.ModelLoading, failure?.Code);
        Assert.Equal(TimeSpan.FromSeconds(20), failure!.RetryAfter);
    }

    [Fact]
    public void Flux_has_no_negative_prompt()
    {
        Assert.False(Provider().CapabilitiesOf(Flux).NegativePrompt);
        Assert.True(Provider().CapabilitiesOf(null).NegativePrompt);
    }

    private static string Listed(byte[] image) => JsonSerializer.Serialize(new { data = new[] { new { b64_json = image } } });

    private void PlayFal(bool blocked = false)
    {
        Serve("fal-ai", "fal-ai/flux/dev");
        Server.On("/fal-ai/fal-ai/flux/dev", Scripts.Answer(
            200, """{"status":"IN_QUEUE","request_id":"j1","response_url":"https://queue.fal.run/fal-ai/flux/requests/j1"}"""));
        Server.On(Job + "/status", Scripts.Answer(202, """{"status":"IN_QUEUE","queue_position":2}"""), Scripts.Answer(
            202, """{"status":"IN_PROGRESS"}"""), Scripts.Answer(503, ""), Scripts.Answer(200, """{"status":"COMPLETED"}"""));
        Server.On(Job, Scripts.Answer(
            200, $$"""{"images":[{"url":"{{Server.Address}}image.png"}],"seed":11,"has_nsfw_concepts":[{{(blocked ? "true" : "false")}}]}"""));
        Server.On("/image.png", Scripts.Bytes(Sharp, "image/png"));
    }
}
