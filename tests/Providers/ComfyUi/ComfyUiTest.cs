using Darkroom.Providers.ComfyUi;

namespace Darkroom.Tests.Providers.ComfyUi;

/// <summary>A <c>comfyui</c> provider, and the ComfyUI it talks to, for one test.</summary>
public abstract class ComfyUiTest : ProviderBench
{
    protected static readonly byte[] One = TestImages.SmallPng(1);
    protected static readonly byte[] Two = TestImages.SmallPng(2);
    protected static readonly byte[] Sharp = TestImages.SmallPng(4);

    private protected ComfyUiProvider Provider(ComfyUiOptions? options = null, TimeProvider? time = null) =>
        new((options ?? new ComfyUiOptions { Model = "sdxl.safetensors" }) with { BaseUrl = Server.Address }, Parts(time))
        {
            PollInterval = TimeSpan.FromMilliseconds(1),
        };
}
