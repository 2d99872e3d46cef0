using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>How long services ask to wait, in all the ways they say so.</summary>
public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 6, 8, 49, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("4.5", 4.5)]
    [InlineData("7", 7.0)]
    [InlineData(" 0.25 ", 0.25)]
    [InlineData("12s", 12.0)]
    [InlineData("1m30s", 90.0)]
    [InlineData("-3", 0.0)]
    [InlineData("99999999", 86_400.0)]
    [InlineData("Fri, 06 Nov 2026 08:49:37 GMT", 37.0)]
    [InlineData("Friday, 06-Nov-26 08:49:37 GMT", 37.0)]
    [InlineData("Fri Nov  6 08:49:37 2026", 37.0)]
    [InlineData("Fri, 06 Nov 2026 08:48:00 GMT", 0.0)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData("NaN", null)]
    public void Reads_a_Retry_After_number_duration_or_date(string value, double? seconds) =>
        Assert.Equal(Seconds(seconds), Header("Retry-After", value));

    [Fact]
    public void The_milliseconds_header_takes_precedence()
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation("retry-after-ms", "1500.5");
        answer.Headers.TryAddWithoutValidation("Retry-After", "2");

        Assert.Equal(TimeSpan.FromMilliseconds(1500.5), RetryAfter.FromHeaders(answer.Headers, Now));
    }

    [Theory]
    [InlineData("Please slow down and try again after 51.84 seconds.", 51.84)]
    [InlineData("Rate limit reached. Please try again in 12s.", 12.0)]
    [InlineData("Please try again in 1m30s. Visit the limits page.", 90.0)]
    [InlineData("Please try again in 500ms.", 0.5)]
    [InlineData("Try again in 1 minute and 5 seconds.", 65.0)]
    [InlineData("Try again in 1 hour, 2 minutes.", 3720.0)]
    [InlineData("You have been timed out for 60 seconds.", 60.0)]
    [InlineData("Please retry after 28 seconds.", 28.0)]
    [InlineData("Please retry in 33.27s.", 33.27)]
    [InlineData("Retry after 10", 10.0)]
    [InlineData("Request was throttled. Expected available in 57 seconds.", 57.0)]
    [InlineData("Your rate limit resets in ~12s.", 12.0)]
    [InlineData("Too many requests, please wait 5 minutes.", 300.0)]
    [InlineData("Wait for about 20 seconds.", 20.0)]
    [InlineData("The request timed out after 60 seconds.", null)]
    [InlineData("Try again in a moment.", null)]
    [InlineData("Retry after 3 attempts failed", null)]
    [InlineData("It took 90 seconds.", null)]
    [InlineData(null, null)]
    public void Reads_the_delay_from_a_sentence(string? sentence, double? seconds) => Assert.Equal(Seconds(seconds), RetryAfter.FromMessage(sentence));

    [Theory]
    [InlineData(FailureCode.RateLimited)]
    [InlineData(FailureCode.ModelLoading)]
    [InlineData(FailureCode.Unavailable)]
    [InlineData(FailureCode.Timeout)]
    public void Every_retryable_failure_keeps_the_delay_from_the_sentence(FailureCode code)
    {
        var service = new ServiceProfile("Test", new Uri("https://example.com"), null, "KEY") { Classify = _ => code };

        var failure = service.Explain(new ServiceError { Message = "Busy. Try again in 45s." });

        Assert.Equal((code, TimeSpan.FromSeconds(45)), (failure.Code, failure.RetryAfter));
    }

    private static TimeSpan? Header(string name, string value)
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation(name, value);
        return RetryAfter.FromHeaders(answer.Headers, Now);
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
