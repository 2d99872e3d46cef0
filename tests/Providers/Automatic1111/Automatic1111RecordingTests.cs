using Xunit;

namespace Darkroom.Tests.Providers.Automatic1111;

/// <summary>Replays what people quoted.</summary>
public sealed class Automatic1111RecordingTests : ProviderBench
{
    [Fact]
    public async Task Reads_quoted_progress_up_to_the_image()
    {
        foreach (var replay in Automatic1111Replays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.Equal(TestImages.SmallPng(4), outcome.Image);
            Assert.Equal(1, outcome.Progress);
        }
    }
}
