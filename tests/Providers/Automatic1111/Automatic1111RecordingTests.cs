using Xunit;

namespace Darkroom.Tests.Providers.Automatic1111;

/// <summary>Replays what people quoted.</summary>
public sealed class Automatic1111RecordingTests : ProviderBench
{
    [Fact]
    public async Task Quoted_progress_is_understood_and_ends_in_the_picture()
    {
        foreach (var replay in Automatic1111Replays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.Equal(TestImages.SmallPng(4), outcome.Picture);
            Assert.Equal(1, outcome.Progress);
        }
    }
}
