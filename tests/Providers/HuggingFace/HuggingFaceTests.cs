using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.HuggingFace;
using Xunit;

namespace Darkroom.Tests.Providers.HuggingFace;

public sealed class HuggingFaceTests : HuggingFaceTest
{
    private const string Own = "/hf-inference/models/" + HuggingFaceCapabilities.DefaultModel;
    private const string Job = "/fal-ai/fal-ai/flux/requests/j1";

    [Fact]
    public async Task The_default_model_is_asked_of_hugging_face_itself_without_asking_the_hub()
    {
        Server.On(Own, Scripts.Bytes(Sharp, "image/jpeg"));

        var outcome = await RunAsync(
            Provider(new HuggingFaceOptions { BillTo = "acme" }), Asked with { Seed = 7, NegativePrompt = "fog", Size = new PixelSize(512, 768) });

        Assert.Equal(Sharp, outcome.Picture);
        var request = Assert.Single(Server.Requests);
        var parameters = request.Json.GetProperty("parameters");
        Assert.Equal((512, 768, 7), (parameters.GetProperty("width").GetInt32(), parameters.GetProperty("height").GetInt32(), parameters.GetProperty("seed").GetInt32()));
        Assert.Equal("fog", parameters.GetProperty("negative_prompt").GetString());
        Assert.Equal("acme", request.Headers["X-HF-Bill-To"]);
        Assert.Equal("Bearer hf_test4f9c1e7ab2", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task The_hub_is_asked_once_for_a_model()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));
        var provider = Provider();

        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Picture);
        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Picture);

        Assert.Single(Server.Requests, request => request.Path == Hub);
        Assert.Equal("?expand=inferenceProviderMapping", Server.Requests[0].Query);
    }

    [Fact]
    public async Task A_model_its_partner_no_longer_knows_is_asked_of_the_hub_again()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Answer(404, """{"error":"Model not found"}"""), Scripts.Answer(200, Listed(Sharp)));
        var provider = Provider();

        Assert.Equal(FailureCode.InvalidRequest, (await RunAsync(provider, AskedOfFlux)).Failure?.Code);
        Assert.Equal(Sharp, (await RunAsync(provider, AskedOfFlux)).Picture);

        Assert.Equal(2, Server.Requests.Count(request => request.Path == Hub));
    }

    [Fact]
    public async Task A_list_of_partners_is_understood_too_and_staging_is_not_live()
    {
        Server.On(Hub, Scripts.Answer(200, """
            {"inferenceProviderMapping":[
              {"provider":"unknown-one","status":"live","providerId":"x","task":"text-to-image"},
              {"provider":"replicate","status":"staging","providerId":"black-forest-labs/flux-dev","task":"text-to-image"},
              {"provider":"fal-ai","status":"live","providerId":"fal-ai/flux/video","task":"text-to-video"},
              {"provider":"nscale","status":"live","providerId":"flux","task":"text-to-image"}]}
            """));
        Server.On("/nscale/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));

        Assert.Equal(Sharp, (await RunAsync(Provider(), AskedOfFlux)).Picture);

        Assert.Equal("1024x1024", Posted().Json.GetProperty("size").GetString());
    }

    [Fact]
    public async Task A_partner_the_operator_chose_is_taken_or_the_others_are_named()
    {
        Server.On(Hub, Scripts.Answer(200, """
            {"inferenceProviderMapping":{"together":{"status":"live","providerId":"a","task":"text-to-image"},
              "nscale":{"status":"staging","providerId":"b","task":"text-to-image"}}}
            """));
        Server.On("/nscale/v1/images/generations", Scripts.Answer(200, Listed(Sharp)));

        var taken = await RunAsync(Provider(new HuggingFaceOptions { Partner = "nscale" }), AskedOfFlux);
        var refused = await RunAsync(Provider(new HuggingFaceOptions { Partner = "replicate" }), AskedOfFlux);

        Assert.Equal(Sharp, taken.Picture);
        Assert.Equal(FailureCode.InvalidRequest, refused.Failure?.Code);
        Assert.Equal(
            $"replicate does not make pictures with {Flux}; together, nscale may. Change Providers:huggingface:Partner.", refused.Failure!.Message);
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("a/../../whoami")]
    [InlineData("a/..")]
    [InlineData("a/b?x=1")]
    public async Task What_is_no_name_of_a_model_is_not_put_into_an_address(string model)
    {
        var outcome = await RunAsync(Provider(), Asked with { Model = model });

        Assert.Equal(FailureCode.InvalidRequest, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_retry_after_header_on_a_good_answer_means_nothing()
    {
        Serve("together", Flux);
        Server.On("/together/v1/images/generations", Scripts.Bytes(JsonSerializer.SerializeToUtf8Bytes(new { data = new[] { new { index = 0, b64_json = Sharp } } }), "application/json", ("retry-after", "2")));

        Assert.Equal(Sharp, (await RunAsync(Provider(), AskedOfFlux)).Picture);
        Assert.Equal("base64", Posted().Json.GetProperty("response_format").GetString());
    }

    [Fact]
    public async Task Fal_is_asked_after_until_its_job_is_done_and_tells_its_queue_and_seed()
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

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal(11, outcome.Final?.Seed);
        Assert.Equal([null, 2, null], positions);
        Assert.Equal(["fal-ai /fal-ai/flux/requests/j1"], outcome.Tokens);
        Assert.Equal(1024, Posted().Json.GetProperty("image_size").GetProperty("width").GetInt32());
        Assert.All(Server.Requests.Where(request => request.Path.StartsWith("/fal-ai", StringComparison.Ordinal)), request => Assert.Equal("?_subdomain=queue", request.Query));
        Assert.False(Assert.Single(Server.Requests, request => request.Path == "/picture.png").Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Work_of_an_earlier_call_is_picked_up_and_not_asked_for_again()
    {
        PlayFal();

        var outcome = await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/j1" });

        Assert.Equal(Sharp, outcome.Picture);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_picture_that_is_made_and_not_delivered_can_be_fetched_by_another_call_once()
    {
        PlayFal();
        Server.On("/picture.png", Scripts.Answer(404, ""));

        Assert.True((await RunQuicklyAsync()).WorkGoesOn);
        Assert.False((await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/j1" })).WorkGoesOn);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("zai-org", false)]
    public void A_partner_without_seeds_and_negative_prompts_is_not_said_to_have_them(string? partner, bool has)
    {
        var can = Provider(new HuggingFaceOptions { Partner = partner }).CapabilitiesOf(null);

        Assert.Equal((has, has), (can.Seed, can.NegativePrompt));
    }

    [Fact]
    public async Task A_name_the_hub_tells_is_made_fit_to_be_shown()
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
    public async Task A_token_that_is_not_from_here_is_not_followed(string token)
    {
        var outcome = await RunAsync(Provider(), AskedOfFlux with { ResumeToken = token });
        await Provider().CancelAsync(token, Cancel);

        Assert.Equal(FailureCode.Interrupted, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_job_nobody_knows_any_more_is_interrupted() => Assert.Equal(
        FailureCode.Interrupted,
        (await RunQuicklyAsync(request: AskedOfFlux with { ResumeToken = "fal-ai /fal-ai/flux/requests/gone" })).Failure?.Code);

    [Fact]
    public async Task Cancelling_tells_the_partner_where_it_listens()
    {
        await Provider().CancelAsync("fal-ai /fal-ai/flux/requests/j1", Cancel);
        await Provider().CancelAsync("zai-org /api/paas/v4/async-result/1", Cancel);

        var told = Assert.Single(Server.Requests);
        Assert.Equal(("PUT", Job + "/cancel"), (told.Method, told.Path));
    }

    [Fact]
    public async Task A_picture_fal_blacked_out_is_moderation()
    {
        PlayFal(blocked: true);

        var failure = (await RunQuicklyAsync()).Failure;

        Assert.Equal(FailureCode.ModerationBlocked, failure?.Code);
        Assert.Equal("output", failure!.Moderation?.Stage);
    }

    [Fact]
    public async Task Replicate_may_say_processing_and_hold_the_output_already()
    {
        Serve("replicate", "black-forest-labs/flux-dev");
        Server.On("/picture.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/replicate/v1/models/black-forest-labs/flux-dev/predictions", Scripts.Answer(
            201, $$"""{"status":"processing","output":["{{Server.Address}}picture.png"],"urls":{"get":"https://api.replicate.com/v1/predictions/p1"} }"""));

        var outcome = await RunAsync(Provider(), AskedOfFlux with { Size = new PixelSize(1344, 768) });

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal("wait", Posted().Headers["Prefer"]);
        Assert.Equal("16:9", Posted().Json.GetProperty("input").GetProperty("aspect_ratio").GetString());
    }

    [Theory]
    [InlineData("stability-ai/stable-diffusion-3.5-large", "/replicate/v1/models/stability-ai/stable-diffusion-3.5-large/predictions")]
    [InlineData("stability-ai/stable-diffusion-3.5-large:39ed52f2", "/replicate/v1/predictions")]
    public async Task Replicate_is_sent_only_fields_that_stable_diffusion_3_5_has(string id, string path)
    {
        const string model = "stabilityai/stable-diffusion-3.5-large";
        Server.On($"/api/models/{model}", Scripts.Answer(
            200, $$$"""{"inferenceProviderMapping":{"replicate":{"status":"live","providerId":"{{{id}}}","task":"text-to-image"} } }"""));
        Server.On("/picture.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On(path, Scripts.Answer(
            201, $$"""{"status":"succeeded","output":["{{Server.Address}}picture.png"],"urls":{"get":"https://api.replicate.com/v1/predictions/p1"} }"""));

        var outcome = await RunAsync(Provider(), Asked with { Model = model, Seed = 7, NegativePrompt = "fog", Size = new PixelSize(1344, 768) });

        Assert.Equal(Sharp, outcome.Picture);
        Assert.Equal(
            """{"prompt":"a lighthouse","aspect_ratio":"16:9","negative_prompt":"fog","seed":7}""",
            Posted().Json.GetProperty("input").GetRawText());
    }

    [Fact]
    public async Task Replicate_is_asked_after_through_the_router_when_it_needs_longer()
    {
        Serve("replicate", "acme/sdxl:39ed52f2");
        Server.On("/picture.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/replicate/v1/predictions", Scripts.Answer(
            201, """{"status":"starting","output":null,"urls":{"get":"https://api.replicate.com/v1/predictions/p1"}}"""));
        Server.On("/replicate/v1/predictions/p1", Scripts.Answer(200, """{"status":"processing"}"""), Scripts.Answer(
            200, $$"""{"status":"succeeded","output":"{{Server.Address}}picture.png"}"""));

        Assert.Equal(Sharp, (await RunQuicklyAsync()).Picture);

        Assert.Equal("39ed52f2", Posted().Json.GetProperty("version").GetString());
        Assert.Equal(1024, Posted().Json.GetProperty("input").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Wavespeed_and_zai_are_asked_after_in_their_own_ways()
    {
        Server.On("/picture.png", Scripts.Bytes(Sharp, "image/png"));
        Server.On("/wavespeed/api/v3/w/flux", Scripts.Answer(
            200, """{"code":200,"data":{"id":"w1","urls":{"get":"https://api.wavespeed.ai/api/v3/predictions/w1/result"}}}"""));
        Server.On("/wavespeed/api/v3/predictions/w1/result", Scripts.Answer(200, """{"data":{"status":"processing"}}"""), Scripts.Answer(
            200, $$"""{"data":{"status":"completed","outputs":["{{Server.Address}}picture.png"]} }"""));
        Server.On("/zai-org/api/paas/v4/async/images/generations", Scripts.Answer(200, """{"id":"z1","task_status":"PROCESSING"}"""));
        Server.On("/zai-org/api/paas/v4/async-result/z1", Scripts.Answer(
            200, $$"""{"task_status":"SUCCESS","image_result":[{"url":"{{Server.Address}}picture.png"}]}"""));

        Serve("wavespeed", "w/flux");
        Assert.Equal(Sharp, (await RunQuicklyAsync()).Picture);
        Serve("zai-org", "glm-image");
        Assert.Equal(Sharp, (await RunQuicklyAsync()).Picture);
    }

    [Fact]
    public async Task A_model_that_is_loading_says_how_long()
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

    private static string Listed(byte[] picture) => JsonSerializer.Serialize(new { data = new[] { new { b64_json = picture } } });

    private void PlayFal(bool blocked = false)
    {
        Serve("fal-ai", "fal-ai/flux/dev");
        Server.On("/fal-ai/fal-ai/flux/dev", Scripts.Answer(
            200, """{"status":"IN_QUEUE","request_id":"j1","response_url":"https://queue.fal.run/fal-ai/flux/requests/j1"}"""));
        Server.On(Job + "/status", Scripts.Answer(202, """{"status":"IN_QUEUE","queue_position":2}"""), Scripts.Answer(
            202, """{"status":"IN_PROGRESS"}"""), Scripts.Answer(503, ""), Scripts.Answer(200, """{"status":"COMPLETED"}"""));
        Server.On(Job, Scripts.Answer(
            200, $$"""{"images":[{"url":"{{Server.Address}}picture.png"}],"seed":11,"has_nsfw_concepts":[{{(blocked ? "true" : "false")}}]}"""));
        Server.On("/picture.png", Scripts.Bytes(Sharp, "image/png"));
    }
}
