using Xunit;

namespace Darkroom.Tests.Providers.Pollinations;

/// <summary>Replays what people quoted.</summary>
public sealed class PollinationsRecordingTests : ProviderBench
{
    [Fact]
    public async Task Reports_the_innermost_of_nested_errors()
    {
        var failure = (await Assert.Single(PollinationsReplays.All).PlayAsync(this)).Failure;

        Assert.Equal(FailureCode.Unavailable, failure?.Code);
        Assert.StartsWith("Your resource has been temporarily blocked because we detected behavior", failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{", failure.Message, StringComparison.Ordinal);
    }
}
