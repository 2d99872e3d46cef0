using Darkroom.Providers;
using Darkroom.Providers.AzureOpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.AzureOpenAi;

public sealed class AzureOpenAiTests : ProviderBench
{
    private const string Path = "/openai/deployments/pictures/images/generations";
    private static readonly byte[] Picture = TestImages.SmallPng(4);

    [Theory]
    [InlineData("https://r.openai.azure.com", "https://r.openai.azure.com/openai?api-version=1", null)]
    [InlineData("https://r.openai.azure.com/openai/", "https://r.openai.azure.com/openai?api-version=1", null)]
    [InlineData("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1", null)]
    [InlineData("https://r.openai.azure.com/openai/v1/images/generations?api-version=preview", "https://r.openai.azure.com/openai/v1?api-version=preview", null)]
    [InlineData("https://r.openai.azure.com/openai/deployments/my%20one/images/generations?api-version=2", "https://r.openai.azure.com/openai?api-version=2", "my one")]
    [InlineData("https://gateway.example/azure/openai?tenant=7", "https://gateway.example/azure/openai?tenant=7&api-version=1", null)]
    public void Every_form_of_an_endpoint_is_understood(string endpoint, string baseUrl, string? deployment)
    {
        var address = AzureOpenAiAddress.From(new Uri(endpoint), "1");

        Assert.Equal((baseUrl, deployment), (address.BaseUrl.ToString(), address.Deployment));
        Assert.Equal(baseUrl.Contains("/v1", StringComparison.Ordinal), address.IsV1);
    }

    [Fact]
    public async Task A_deployment_stands_in_the_path_and_the_key_in_a_header_of_its_own()
    {
        Server.On(Path, ImagesScript.Stream(Picture, []));

        Assert.Equal(Picture, (await RunAsync(Create(Server.Address))).Picture);

        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("?api-version=2025-04-01-preview", "azure-key"), (sent.Query, sent.Headers["api-key"]));
        Assert.False(sent.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"prompt":"a lighthouse","size":"1024x1024","stream":true,"partial_images":3}""", sent.Text);
    }

    [Fact]
    public async Task On_the_first_version_of_the_new_surface_the_deployment_is_the_model()
    {
        Server.On("/openai/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(Picture)));

        Assert.Equal(Picture, (await RunAsync(Create(new Uri(Server.Address, "openai/v1/")), Asked with { PartialImages = 0 })).Picture);

        Assert.Equal(("", "pictures"), (Server.Requests[0].Query, Server.Requests[0].Json.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../evil")]
    [InlineData("a b")]
    [InlineData("a?b")]
    public async Task What_cannot_be_a_deployment_is_refused_here(string model)
    {
        var outcome = await RunAsync(Create(Server.Address), Asked with { Model = model });

        Assert.Equal(FailureCode.InvalidRequest, outcome.Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData("""{"error":{"code":"content_filter","message":"Filtered."}}""", "")]
    [InlineData("""{"error":{"code":"content_policy_violation","message":"Filtered.","inner_error":{"code":"ResponsibleAIPolicyViolation","content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"high"},"jailbreak":{"detected":false,"filtered":false}}}}}""", " (violence)")]
    [InlineData("""{"error":{"code":"contentFilter","message":"Your task failed as a result of our safety system."}}""", "")]
    [InlineData("""{"error":{"code":"BadRequest","message":"Filtered.","innererror":{"content_filter_result":{"sexual":{"filtered":true}}}}}""", " (sexual)")]
    public async Task Every_word_for_a_filter_is_moderation_with_what_it_found(string body, string found)
    {
        Server.On(Path, Scripts.Answer(400, body));

        var failure = (await RunAsync(Create(Server.Address))).Failure!;

        Assert.Equal((FailureCode.ModerationBlocked, $"Azure OpenAI's safety system blocked this picture{found}."), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", FailureCode.InvalidRequest)]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}""", FailureCode.Authentication)]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"Your resource has been temporarily blocked."}}""", FailureCode.Permission)]
    [InlineData(429, """{"error":{"code":"429","message":"Requests have exceeded the rate limit. Please retry after 20 seconds."}}""", FailureCode.RateLimited)]
    [InlineData(404, """{"statusCode":404,"message":"Resource not found"}""", FailureCode.InvalidRequest)]
    public async Task Its_errors_are_told_apart(int status, string body, FailureCode expected)
    {
        Server.On(Path, Scripts.Answer(status, body));

        var failure = (await RunAsync(Create(Server.Address))).Failure!;

        Assert.Equal(expected, failure.Code);
        Assert.Equal(expected is FailureCode.RateLimited ? TimeSpan.FromSeconds(20) : null, failure.RetryAfter);
    }

    [Fact]
    public async Task Its_stream_may_begin_with_events_of_its_filters()
    {
        Server.On(Path, ImagesScript.Events(
            """{"prompt_filter_results":[{"content_filter_results":{"hate":{"filtered":false}}}],"data":[]}""",
            """{"content_filters":[{"blocked":false}],"type":"image_generation.in_progress"}""",
            ImagesScript.Completed(Picture)));

        Assert.Equal(Picture, (await RunAsync(Create(Server.Address))).Picture);
    }

    [Fact]
    public async Task What_is_missing_is_named_one_after_the_other()
    {
        var nothing = new AzureOpenAiProvider(new AzureOpenAiOptions(), Parts());
        var noDeployment = new AzureOpenAiProvider(new AzureOpenAiOptions { BaseUrl = Server.Address, ApiKey = "k" }, Parts());
        var inUrl = new AzureOpenAiProvider(
            new AzureOpenAiOptions { BaseUrl = new Uri(Server.Address, "openai/deployments/pictures"), ApiKey = "k" }, Parts());

        Assert.Equal(
            ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT", null),
            (nothing.Setup.MissingSetting, noDeployment.Setup.MissingSetting, inUrl.Setup.MissingSetting));
        Assert.Equal(["pictures"], inUrl.CapabilitiesOf(null).Models);
        Assert.Equal("Azure OpenAI is not set up. Set AZURE_OPENAI_ENDPOINT.", (await RunAsync(nothing)).Failure!.Message);
    }

    [Fact]
    public async Task A_test_says_that_it_cannot_see_deployments()
    {
        Server.On("/openai/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-1"}]}"""));

        var test = Assert.IsType<ProviderTest.Inconclusive>(await Create(Server.Address).TestAsync(Cancel));

        Assert.Equal("The key is good. Whether there is a deployment named pictures, only a picture would tell.", test.Message);
        Assert.Equal("?api-version=2025-04-01-preview", Server.Requests[0].Query);
    }

    private AzureOpenAiProvider Create(Uri endpoint) =>
        new(new AzureOpenAiOptions { BaseUrl = endpoint, Model = "pictures", ApiKey = "azure-key" }, Parts());
}
