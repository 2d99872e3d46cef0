using System.Text;
using System.Text.RegularExpressions;
using Darkroom.Providers;
using Darkroom.Providers.Stability;

namespace Darkroom.Tests.Providers.Stability;

public sealed partial class StabilityTests : ProviderBench
{
    private const string Core = "/v2beta/stable-image/generate/core";
    private const string Ultra = "/v2beta/stable-image/generate/ultra";
    private const string Diffusion = "/v2beta/stable-image/generate/sd3";

    private static readonly byte[] Image = TestImages.SmallPng(4);
    private static readonly InputImage Reference = Samples.Input(TestImages.SmallPng(9));

    [Fact]
    public async Task Sends_a_form_and_reads_the_result_from_headers()
    {
        Server.On(Core, Scripts.Bytes(Image, "image/png", ("seed", "4294967290"), ("finish-reason", "SUCCESS")));

        var outcome = await RunAsync(Create(), Asked with { Size = new PixelSize(1536, 640), Seed = 7, NegativePrompt = "fog", OutputFormat = "png" });

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["prompt"] = "a lighthouse",
                ["negative_prompt"] = "fog",
                ["seed"] = "7",
                ["output_format"] = "png",
                ["aspect_ratio"] = "21:9",
            },
            FieldsOf(Server.Requests[0]));
        Assert.Equal(("image/*", "Bearer sk-key"), (Server.Requests[0].Headers["Accept"], Server.Requests[0].Headers["Authorization"]));
        Assert.Equal(Image, outcome.Image);
        Assert.Equal((4294967290L, "stable-image-core"), (outcome.Final!.Seed, outcome.Final.Model));
    }

    [Fact]
    public async Task A_filtered_image_with_status_200_is_a_moderation_failure()
    {
        Server.On(Core, Scripts.Bytes(Image, "image/png", ("finish-reason", "CONTENT_FILTERED"), ("seed", "7")));

        var outcome = await RunAsync(Create());

        Assert.Null(outcome.Image);
        Assert.Equal((FailureCode.ModerationBlocked, "output"), (outcome.Failure!.Code, outcome.Failure.Moderation?.Stage));
    }

    [Theory]
    [InlineData("SUCCESS", null)]
    [InlineData("CONTENT_FILTERED", FailureCode.ModerationBlocked)]
    public async Task Reads_a_JSON_response_of_a_gateway(string reason, FailureCode? code)
    {
        Server.On(Core, Scripts.Answer(
            200, $$"""{"image":"{{Convert.ToBase64String(Image)}}","finish_reason":"{{reason}}","seed":7}"""));

        var outcome = await RunAsync(Create());

        Assert.Equal(code, outcome.Failure?.Code);
        Assert.Equal(code is null ? 7L : null, outcome.Final?.Seed);
    }

    [Theory]
    [InlineData("stable-image-ultra", Ultra, "aspect_ratio,image,prompt,strength")]
    [InlineData("sd3.5-large", Diffusion, "image,mode,model,prompt,strength")]
    public async Task Sends_a_reference_image_with_its_strength(string model, string path, string fields)
    {
        Server.On(path, Scripts.Bytes(Image, "image/png"));

        var outcome = await RunAsync(Create(), Asked with { Model = model, Images = [Reference] });

        Assert.Equal(Image, outcome.Image);
        var sent = FieldsOf(Server.Requests[0]);
        Assert.Equal(fields, string.Join(',', sent.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal("0.65", sent["strength"]);
        Assert.True(Server.Requests[0].Body.AsSpan().IndexOf(Reference.Bytes.Span) > 0);
    }

    [Fact]
    public async Task Makes_an_image_larger_without_a_prompt()
    {
        Server.On("/v2beta/stable-image/upscale/fast", Scripts.Bytes(Image, "image/webp"));

        var outcome = await RunAsync(Create(), Asked with { Model = "upscale-fast", Size = new PixelSize(64, 64), OutputFormat = "webp", Images = [Reference] });

        Assert.Equal(Image, outcome.Image);
        Assert.Equal(["image", "output_format"], FieldsOf(Server.Requests[0]).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4_294_967_295)]
    public async Task Rejects_an_unsupported_seed_before_sending(long seed)
    {
        var failure = (await RunAsync(Create(), Asked with { Seed = seed })).Failure!;

        Assert.Equal(FailureCode.InvalidRequest, failure.Code);
        Assert.Contains("1 to 4294967294", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public void Does_not_offer_options_that_a_model_lacks()
    {
        Assert.False(Create().CapabilitiesOf("sd3.5-large-turbo").NegativePrompt);
        Assert.Null(Create().CapabilitiesOf(null).Edits);
        Assert.NotNull(Create().CapabilitiesOf("sd3.5-large").Edits);
    }

    [Theory]
    [InlineData("""{"credits":12.5}""", typeof(ProviderTest.Passed))]
    [InlineData("""{"credits":0}""", typeof(ProviderTest.Inconclusive))]
    [InlineData("""{}""", typeof(ProviderTest.Inconclusive))]
    public async Task The_test_reports_the_remaining_credit(string body, Type expected)
    {
        Server.On("/v1/user/balance", Scripts.Answer(200, body));

        Assert.IsType(expected, await Create().TestAsync(Cancel));
    }

    internal static Dictionary<string, string> FieldsOf(RecordedRequest request) => Field().Matches(Encoding.UTF8.GetString(request.Body))
        .ToDictionary(field => field.Groups["name"].Value, field => field.Groups["value"].Value);

    [GeneratedRegex("name=\"(?<name>[a-z_]+)\"[^\r]*\r\n\r\n(?<value>.*?)\r\n--", RegexOptions.Singleline)]
    private static partial Regex Field();

    private StabilityProvider Create() => new(new StabilityOptions { BaseUrl = Server.Address, ApiKey = "sk-key" }, Parts());
}
