using Darkroom.Providers;
using Darkroom.Providers.AzureOpenAi;

namespace Darkroom.Tests.Providers.AzureOpenAi;

public sealed class AzureOpenAiContractTests : ImagesContract
{
    protected override string[] Paths { get; } =
        ["/openai/deployments/gpt-image-2/images/generations", "/openai/deployments/gpt-image-2/images/edits"];

    protected override string TestPath => "/openai/models";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new AzureOpenAiProvider(
            new AzureOpenAiOptions { BaseUrl = Server.Address, Model = "gpt-image-2", ApiKey = key, TimeoutSeconds = timeoutSeconds },
            Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new AzureOpenAiProvider(
        new AzureOpenAiOptions { BaseUrl = new Uri("https://images.openai.azure.com"), Model = "gpt-image-2", ApiKey = key }, Parts());
}
