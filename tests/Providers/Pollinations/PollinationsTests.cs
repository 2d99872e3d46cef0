using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.Pollinations;
using Xunit;

namespace Darkroom.Tests.Providers.Pollinations;

public sealed class PollinationsTests : ProviderBench
{
    private const string Path = "/v1/images/generations";

    private static readonly byte[] One = TestImages.SmallPng(1);
    private static readonly byte[] Two = TestImages.SmallPng(2);

    [Fact]
    public async Task With_a_key_sends_a_private_request_with_the_key_in_a_header()
    {
        Server.On(Path, Scripts.Answer(200, Listed(One)));

        var outcome = await RunAsync(Keyed(), Asked with { Seed = 5_000_000_000, NegativePrompt = "fog", Size = new PixelSize(768, 512) });

        var request = Assert.Single(Server.Requests);
        Assert.Equal("Bearer sk_test4f9c1e7ab2", request.Headers["Authorization"]);
        Assert.Equal(("flux", "768x512", "fog", true), (
            request.Json.GetProperty("model").GetString(), request.Json.GetProperty("size").GetString(),
            request.Json.GetProperty("negative_prompt").GetString(), request.Json.GetProperty("private").GetBoolean()));
        Assert.InRange(request.Json.GetProperty("seed").GetInt64(), 0, int.MaxValue);
        Assert.Equal(request.Json.GetProperty("seed").GetInt64(), outcome.Final?.Seed);
        Assert.Equal(One, outcome.Image);
    }

    [Fact]
    public async Task Downloads_an_image_url_without_the_key()
    {
        Server.On(Path, Scripts.Answer(200, $$"""{"created":1,"data":[{"url":"{{Server.Address}}cache/1.jpg","revised_prompt":"a tall lighthouse"}]}"""));
        Server.On("/cache/1.jpg", Scripts.Bytes(One, "image/jpeg"));

        var outcome = await RunAsync(Keyed());

        Assert.Equal(One, outcome.Image);
        Assert.Equal("a tall lighthouse", outcome.Final?.RevisedPrompt);
        Assert.False(Server.Requests[^1].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void Without_a_key_is_configured_only_in_anonymous_mode()
    {
        Assert.Equal("POLLINATIONS_API_KEY", new PollinationsProvider(new PollinationsOptions(), Parts()).Setup.MissingSetting);

        var anonymous = new PollinationsProvider(new PollinationsOptions { Anonymous = true }, Parts());
        Assert.True(anonymous.Setup.Configured);
        Assert.False(anonymous.Description.Paid);
        Assert.Equal((1, 2), (anonymous.Limits.MaxConcurrency, anonymous.Limits.ImagesPerMinute));
    }

    [Theory]
    [InlineData("a/b 50% & ü?", "/prompt/a%2Fb%2050%25%20&%20%C3%BC%3F")]
    [InlineData("..", "/prompt/..%20")]
    public async Task Sends_the_prompt_to_the_old_host_in_the_path(string prompt, string path)
    {
        Server.On(path, Scripts.Bytes(One, "image/jpeg"));

        var outcome = await RunAsync(Anonymous(), Asked with { Prompt = prompt, Seed = 7 });

        Assert.Equal(One, outcome.Image);
        Assert.Equal("?width=1024&height=1024&nologo=true&private=true&seed=7", Assert.Single(Server.Requests).Query);
        Assert.False(Server.Requests[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Classifies_a_full_queue_with_status_402_as_rate_limited()
    {
        Server.On("/prompt/a%20lighthouse", Scripts.Answer(402, """{"x402Version":1,"error":"Queue full for IP 10.0.0.1"}"""));

        var failure = (await RunAsync(Anonymous())).Failure;

        Assert.Equal((FailureCode.RateLimited, TimeSpan.FromSeconds(30)), (failure?.Code, failure?.RetryAfter));
    }

    [Fact]
    public async Task The_same_image_for_another_prompt_is_a_placeholder()
    {
        Server.On(Path, Scripts.Answer(200, Listed(One)), Scripts.Answer(200, Listed(One)), Scripts.Answer(200, Listed(One)), Scripts.Answer(200, Listed(Two)));
        var provider = Keyed();

        Assert.Equal(One, (await RunAsync(provider)).Image);
        Assert.Equal(One, (await RunAsync(provider)).Image);
        var again = (await RunAsync(provider, Asked with { Prompt = "a boat" })).Failure;
        Assert.Equal(Two, (await RunAsync(provider, Asked with { Prompt = "a boat" })).Image);

        Assert.Equal(FailureCode.RateLimited, again?.Code);
        Assert.Contains("placeholder", again!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recognizes_the_known_placeholder_immediately()
    {
        var image = "placeholder"u8.ToArray();

        Assert.True(new PollinationsPlaceholders("6A99C575AB87F8C7D1ED1E52E7E349CE").IsPlaceholder(image, "a"));
        Assert.False(new PollinationsPlaceholders(PollinationsPlaceholders.KnownMd5).IsPlaceholder(image, "a"));
    }

    [Fact]
    public void Remembers_a_limited_number_of_images()
    {
        var placeholders = new PollinationsPlaceholders(PollinationsPlaceholders.KnownMd5);
        Assert.False(placeholders.IsPlaceholder(One, "a"));
        for (var i = 0; i < 200; i++)
        {
            Assert.False(placeholders.IsPlaceholder(BitConverter.GetBytes(i), "a"));
        }

        Assert.False(placeholders.IsPlaceholder(One, "b"));
    }

    [Fact]
    public async Task The_test_of_the_old_host_is_inconclusive()
    {
        Server.On("/models", Scripts.Answer(200, """["sana"]"""));

        Assert.IsType<ProviderTest.Inconclusive>(await Anonymous().TestAsync(Cancel));
    }

    [Fact]
    public async Task An_invalid_key_fails_the_test()
    {
        Server.On("/account/key", Scripts.Answer(200, """{"valid":false}"""));

        Assert.Equal(FailureCode.Authentication, Assert.IsType<ProviderTest.Failed>(await Keyed().TestAsync(Cancel)).Failure.Code);
    }

    [Fact]
    public void Only_GPT_Image_has_qualities()
    {
        Assert.Empty(Keyed().CapabilitiesOf(null).Qualities);
        Assert.Equal(["low", "medium", "high"], Keyed().CapabilitiesOf("gptimage").Qualities);
    }

    internal static string Listed(byte[] image) =>
        JsonSerializer.Serialize(new { created = 1, data = new[] { new { b64_json = image } } });

    private PollinationsProvider Keyed() => new(new PollinationsOptions { BaseUrl = Server.Address, ApiKey = "sk_test4f9c1e7ab2", Anonymous = true }, Parts());

    private PollinationsProvider Anonymous() => new(new PollinationsOptions { BaseUrl = Server.Address, Anonymous = true }, Parts());
}
