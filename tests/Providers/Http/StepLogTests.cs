using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

public sealed class StepLogTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("Loading weights, 12/28 of them", null)]
    [InlineData("  0%|          | 0/28 [00:00<?, ?it/s]", 0.0)]
    [InlineData(" 43%|████▎     | 12/28 [00:01<00:02,  7.88it/s]", 12 / 28.0)]
    [InlineData("100%|██████████| 7/7 [00:00<00:00]\n 25%|██▌       | 1/4 [00:00<00:01]", 0.25)]
    [InlineData("100%|██████████| 9/0 [00:00<?]", null)]
    [InlineData("| 30/28 [00:01]", 1.0)]
    [InlineData("| 99999999999/3 [00:01]", null)]
    public void Reads_the_last_progress_bar_in_the_log(string? log, double? fraction) => Assert.Equal(fraction, StepLog.ParseFraction(log));

    [Fact]
    public void Reads_only_the_end_of_a_long_log() =>
        Assert.Null(StepLog.ParseFraction("| 1/4 [00:00]" + new string('.', 3000)));
}
