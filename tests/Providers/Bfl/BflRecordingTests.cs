namespace Darkroom.Tests.Providers.Bfl;

/// <summary>Replays what BFL sent, over real HTTP.</summary>
public sealed class BflRecordingTests : ProviderBench
{
    [Fact]
    public async Task Recorded_tasks_end_in_their_image()
    {
        foreach (var replay in BflReplays.All)
        {
            var outcome = await replay.PlayAsync(this);

            Assert.Equal(BflReplays.Image, outcome.Image);
            Assert.Equal(("flux-dev", 8817L), (outcome.Final!.Model, outcome.Final.Seed));

            // That it began, and the recorded 0.7.
            Assert.Equal(2, outcome.Progress);
        }
    }
}
