using Darkroom.Providers;
using Darkroom.Providers.OpenAiImages;

namespace Darkroom.Tests.Providers.OpenAiImages;

public class OpenAiImagesContractTests : ImagesContract
{
    protected override string[] Paths { get; } = ["/v1/images/generations", "/v1/images/edits"];

    protected override string TestPath => "/v1/models";

    private protected virtual OpenAiImagesOptions Options { get; } = new() { Model = "gpt-image-2" };

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new OpenAiImagesProvider(Options with { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) =>
        new OpenAiImagesProvider(new OpenAiImagesOptions { ApiKey = key }, Parts());
}

public sealed class OpenAiImagesLocalContractTests : OpenAiImagesContractTests
{
    private protected override OpenAiImagesOptions Options { get; } = new() { Server = OpenAiImagesServer.VllmOmni };
}
