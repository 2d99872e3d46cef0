using Darkroom.Providers;
using Darkroom.Providers.AzureOpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.AzureOpenAi;

public sealed class AzureOpenAiTests : ProviderBench
{
    private const string Path = "/openai/deployments/images/images/generations";
    private static readonly byte[] Image = TestImages.SmallPng(4);

    [Theory]
    [InlineData("https://r.openai.azure.com", "https://r.openai.azure.com/openai?api-version=1", null)]
    [InlineData("https://r.openai.azure.com/openai/", "https://r.openai.azure.com/openai?api-version=1", null)]
    [InlineData("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1", null)]
    [InlineData("https://r.openai.azure.com/openai/v1/images/generations?api-version=preview", "https://r.openai.azure.com/openai/v1?api-version=preview", null)]
    [InlineData("https://r.openai.azure.com/openai/deployments/my%20one/images/generations?api-version=2", "https://r.openai.azure.com/openai?api-version=2", "my one")]
    [InlineData("https://gateway.example/azure/openai?tenant=7", "https://gateway.example/azure/openai?tenant=7&api-version=1", null)]
    public void Accepts_every_form_of_the_endpoint(string endpoint, string baseUrl, string? deployment)
    {
        var address = AzureOpenAiAddress.From(new Uri(endpoint), "1");

        Assert.Equal((baseUrl, deployment), (address.BaseUrl.ToString(), address.Deployment));
        Assert.Equal(baseUrl.Contains("/v1", StringComparison.Ordinal), address.IsV1);
    }

    [Fact]
    public async Task Sends_the_deployment_in_the_path_and_the_key_in_the_api_key_header()
    {
        Server.On(Path, ImagesScript.Stream(Image, []));

        Assert.Equal(Image, (await RunAsync(Create(Server.Address))).Image);

        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("?api-version=2025-04-01-preview", "azure-key"), (sent.Query, sent.Headers["api-key"]));
        Assert.False(sent.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"prompt":"a lighthouse","size":"1024x1024","stream":true,"partial_images":3}""", sent.Text);
    }

    [Fact]
    public async Task Sends_the_deployment_as_the_model_on_the_v1_API()
    {
        Server.On("/openai/v1/images/generations", Scripts.Answer(200, ImagesScript.Whole(Image)));

        Assert.Equal(Image, (await RunAsync(Create(new Uri(Server.Address, "openai/v1/")), Asked with { PartialImages = 0 })).Image);

        Assert.Equal(("", "images"), (Server.Requests[0].Query, Server.Requests[0].Json.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../evil")]
    [InlineData("a b")]
    [InlineData("a?b")]
    public async Task Rejects_an_invalid_deployment_name(string model)
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
    public async Task Classifies_every_filter_error_as_moderation_with_its_categories(string body, string found)
    {
        Server.On(Path, Scripts.Answer(400, body));

        var failure = (await RunAsync(Create(Server.Address))).Failure!;

        Assert.Equal((FailureCode.ModerationBlocked, $"Azure OpenAI's safety system blocked this image{found}."), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", FailureCode.InvalidRequest)]
    [InlineData(401, """{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}""", FailureCode.Authentication)]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"Your resource has been temporarily blocked."}}""", FailureCode.Permission)]
    [InlineData(429, """{"error":{"code":"429","message":"Requests have exceeded the rate limit. Please retry after 20 seconds."}}""", FailureCode.RateLimited)]
    [InlineData(404, """{"statusCode":404,"message":"Resource not found"}""", FailureCode.InvalidRequest)]
    public async Task Classifies_its_errors(int status, string body, FailureCode expected)
    {
        Server.On(Path, Scripts.Answer(status, body));

        var failure = (await RunAsync(Create(Server.Address))).Failure!;

        Assert.Equal(expected, failure.Code);
        Assert.Equal(expected is FailureCode.RateLimited ? TimeSpan.FromSeconds(20) : null, failure.RetryAfter);
    }

    [Fact]
    public async Task Ignores_filter_events_at_the_start_of_the_stream()
    {
        Server.On(Path, ImagesScript.Events(
            """{"prompt_filter_results":[{"content_filter_results":{"hate":{"filtered":false}}}],"data":[]}""",
            """{"content_filters":[{"blocked":false}],"type":"image_generation.in_progress"}""",
            ImagesScript.Completed(Image)));

        Assert.Equal(Image, (await RunAsync(Create(Server.Address))).Image);
    }

    [Fact]
    public async Task Names_the_missing_settings_one_after_the_other()
    {
        var nothing = new AzureOpenAiProvider(new AzureOpenAiOptions(), Parts());
        var noDeployment = new AzureOpenAiProvider(new AzureOpenAiOptions { BaseUrl = Server.Address, ApiKey = "k" }, Parts());
        var inUrl = new AzureOpenAiProvider(
            new AzureOpenAiOptions { BaseUrl = new Uri(Server.Address, "openai/deployments/images"), ApiKey = "k" }, Parts());

        Assert.Equal(
            ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT", null),
            (nothing.Setup.MissingSetting, noDeployment.Setup.MissingSetting, inUrl.Setup.MissingSetting));
        Assert.Equal(["images"], inUrl.CapabilitiesOf(null).Models);
        Assert.Equal("Azure OpenAI is not set up. Set AZURE_OPENAI_ENDPOINT.", (await RunAsync(nothing)).Failure!.Message);
    }

    [Fact]
    public async Task The_test_reports_that_deployments_cannot_be_checked()
    {
        Server.On("/openai/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-1"}]}"""));

        var test = Assert.IsType<ProviderTest.Inconclusive>(await Create(Server.Address).TestAsync(Cancel));

        Assert.Equal("The key is good. Whether there is a deployment named images, only an image would tell.", test.Message);
        Assert.Equal("?api-version=2025-04-01-preview", Server.Requests[0].Query);
    }

    private AzureOpenAiProvider Create(Uri endpoint) =>
        new(new AzureOpenAiOptions { BaseUrl = endpoint, Model = "images", ApiKey = "azure-key" }, Parts());
}
