using Darkroom.Generations;

namespace Darkroom.Tests.Generations;

public sealed class DurationEstimateTests
{
    private static readonly GenerationRequest Request = Samples.Request() with { Quality = "high" };

    [Fact]
    public void Two_images_are_too_few_for_an_estimate()
    {
        Assert.Null(DurationEstimate.Create(Request, []));
        Assert.Null(DurationEstimate.Create(Request, [Like(1000), Like(2000)]));
        Assert.Equal(TimeSpan.FromSeconds(2), DurationEstimate.Create(Request, [Like(1000), Like(2000), Like(90_000)]));
    }

    [Fact]
    public void Images_of_the_same_quality_and_about_the_same_size_count_where_there_are_three()
    {
        PastDuration[] others = [Like(90_000) with { Quality = "low" }, Like(90_000) with { Pixels = 4096 * 4096 }, Like(90_000) with { Quality = null }];

        Assert.Equal(1500, DurationEstimate.Create(Request, [.. others, Like(1000), Like(2000) with { Pixels = 1200 * 1000 }, Like(1000), Like(2000)])!.Value.TotalMilliseconds);
        Assert.Equal(90_000, DurationEstimate.Create(Request, [.. others, Like(1000), Like(2000)])!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Only_the_last_twenty_count()
    {
        Assert.Equal(1000, DurationEstimate.Create(Request, [.. Enumerable.Repeat(Like(1000), 20), .. Enumerable.Repeat(Like(90_000), 100)])!.Value.TotalMilliseconds);
    }

    private static PastDuration Like(long elapsedMs) => new("high", 1024 * 1024, elapsedMs);
}
