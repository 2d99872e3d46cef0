using Darkroom.Providers;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Contracts;

/// <summary>
/// The rules that every provider behind HTTP follows. A provider's tests inherit them and define how its service behaves in each
/// case; a case that the service cannot produce is null or false.
/// </summary>
public abstract class ProviderContract : ProviderBench
{
    /// <summary>Must not be in any text that leaves the process.</summary>
    protected const string Key = "sk-test-4f9c1e7ab2d0";

    /// <summary>A prompt that breaks code without escaping.</summary>
    private const string HostilePrompt = "a \"lighthouse\" at 50% & </script> \\ {0} 灯台 🗼\nsecond line";

    protected static byte[] TestImage { get; } = TestImages.SmallPng(4);

    /// <summary>The provider as an operator sets it up against the scripted server.</summary>
    /// <param name="key">Null for none.</param>
    /// <param name="timeoutSeconds">Null for the provider's own.</param>
    private protected abstract IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null);

    /// <summary>The same, at the service's own address on the internet: nothing is sent there.</summary>
    private protected abstract IImageProvider CreateAtHome(string? key);

    /// <summary>The service makes an image, with as many partial images as were requested.</summary>
    protected abstract void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials);

    /// <summary>The service rejects the request that starts the work.</summary>
    /// <returns>False if it never responds like this.</returns>
    protected abstract bool PlayRefusal(FailureCode code);

    /// <summary>The service accepts the request and never responds.</summary>
    protected abstract void PlaySilence();

    /// <summary>The service cuts the connection in the middle of the image's bytes.</summary>
    protected abstract void PlayCut(byte[] image);

    /// <summary>The service responds to the request that starts the work with HTTP 200 and this body.</summary>
    protected abstract void PlayAnswer(string body, string contentType);

    /// <summary>The service responds to the provider's test, for a valid or an invalid key.</summary>
    protected abstract void PlayTest(bool goodKey);

    /// <summary>Whether the service may send nothing while it works.</summary>
    protected virtual bool SilentWhileWorking => true;

    /// <summary>Whether a request is one that makes, or may make, an image.</summary>
    protected abstract bool Pays(RecordedRequest request);

    /// <summary>Returns the prompt in a request; null if it has none.</summary>
    protected abstract string? PromptIn(RecordedRequest request);

    /// <summary>Returns a request that the provider's default model supports.</summary>
    protected virtual ImageRequest Fitting(IImageProvider provider)
    {
        var can = provider.CapabilitiesOf(null);
        return new ImageRequest
        {
            Prompt = "a lighthouse",
            Size = can.Sizes.Closest(new PixelSize(1, 1))!.Value,
            Model = can.Models is [var first, ..] ? first : null,
            PartialImages = can.PartialImages,
            Seed = can.Seed ? 7 : null,
        };
    }

    [Fact]
    public async Task A_success_ends_in_exactly_the_services_bytes_with_the_partial_images_before_it()
    {
        var provider = Create(Key);
        var request = Fitting(provider);
        var partials = Enumerable.Range(0, request.PartialImages).Select(index => TestImages.SmallPng(8 + index)).ToList();
        PlaySuccess(TestImage, partials);

        var outcome = await RunAsync(provider, request);

        Assert.Null(outcome.Failure);
        Assert.Equal(TestImage, outcome.Image);
        outcome.AssertPartials([.. partials.Select((bytes, index) => (index, bytes))]);
    }

    [Fact]
    public async Task No_partial_images_are_sent_if_none_are_requested()
    {
        var provider = Create(Key);
        PlaySuccess(TestImage, []);

        var outcome = await RunAsync(provider, Fitting(provider) with { PartialImages = 0 });

        Assert.Equal(TestImage, outcome.Image);
        Assert.Empty(outcome.Partials);
    }

    [Fact]
    public async Task The_prompt_arrives_character_for_character()
    {
        var provider = Create(Key);
        PlaySuccess(TestImage, []);

        await RunAsync(provider, Fitting(provider) with { Prompt = HostilePrompt, PartialImages = 0 });

        Assert.Equal(HostilePrompt, Assert.Single(Server.Requests.Select(PromptIn).OfType<string>().Distinct()));
    }

    [Fact]
    public async Task Reference_images_and_mask_arrive_byte_for_byte()
    {
        var provider = Create(Key);
        var edits = provider.CapabilitiesOf(null).Edits;
        Assert.SkipWhen(edits is null, "This provider generates images from text only.");
        PlaySuccess(TestImage, []);
        var reference = TestImages.SmallPng(16);
        var mask = TestImages.SmallPng(17);

        var outcome = await RunAsync(provider, Fitting(provider) with
        {
            PartialImages = 0,
            Images = [Samples.Input(reference)],
            Mask = edits!.Mask ? Samples.Input(mask) : null,
        });

        Assert.Equal(TestImage, outcome.Image);
        Assert.Contains(Server.Requests, request => Carries(request, reference));
        Assert.Equal(edits.Mask, Server.Requests.Any(request => Carries(request, mask)));
    }

    [Fact]
    public async Task Every_known_error_is_reported_with_its_code_and_without_the_key()
    {
        var reported = 0;
        foreach (var code in (FailureCode[])[
            FailureCode.InvalidRequest, FailureCode.Authentication, FailureCode.Permission, FailureCode.Quota, FailureCode.RateLimited,
            FailureCode.ModerationBlocked, FailureCode.ModelLoading, FailureCode.Unavailable])
        {
            if (PlayRefusal(code))
            {
                var outcome = await RunAsync(Create(Key));

                Assert.Equal(code, outcome.Failure?.Code);
                Assert.NotEmpty(outcome.Failure!.Message);
                Assert.Null(outcome.Image);
                AssertKeyIsNowhere(outcome);
                reported++;
            }
        }

        Assert.True(reported >= 3, "Every service refuses bad requests, bad keys and work it has no room for.");
    }

    [Fact]
    public async Task A_service_that_never_answers_is_a_timeout_after_the_time_allowed()
    {
        var time = new ManualTime();
        PlaySilence();
        var running = RunAsync(Create(Key, time, timeoutSeconds: 40));

        await Server.RequestsAsync(1).WaitAsync(Cancel);
        await time.TimerSetAsync(TimeSpan.FromSeconds(40)).WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(40));

        var outcome = await running.WaitAsync(Cancel);
        Assert.Equal(FailureCode.Timeout, outcome.Failure?.Code);
        Assert.Contains("40 seconds", outcome.Failure!.Message, StringComparison.Ordinal);

        // The provider may have been working: what was started is not requested again without a report.
        Assert.Equal(SilentWhileWorking, outcome.Progress > 0 || outcome.WorkContinues);
    }

    [Fact]
    public async Task A_cancel_ends_the_call_at_once()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        PlaySilence();
        var running = RunAsync(Create(Key), cancel: caller.Token);

        await Server.RequestsAsync(1).WaitAsync(Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Cancel));
    }

    [Fact]
    public async Task A_truncated_response_fails_and_is_not_retried_automatically()
    {
        PlayCut(TestImages.SmallPng(256));

        var outcome = await RunAsync(Create(Key));

        Assert.Null(outcome.Image);
        Assert.Equal(FailureCode.BadOutput, outcome.Failure?.Code);
        Assert.Single(Server.Requests, Pays);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{\"data\":[]}", "application/json")]
    [InlineData("{\"data\":[{\"b64_json\":\"%%%\"}]}", "application/json")]
    [InlineData("""{"id":"\ud800","status":"\ud800","polling_url":"\ud800","status_url":"\ud800","prompt_id":"\ud800","images":["\ud800"]}""", "application/json")]
    [InlineData("""{"id":"abc","output":"\ud800","image":"\ud800","info":"\ud800"}""", "application/json")]
    [InlineData("<!doctype html><html><body>Sign in to the proxy</body></html>", "text/html")]
    [InlineData("\u0000\u0001\u0002", "application/octet-stream")]
    public async Task A_response_that_is_not_an_image_is_bad_output_and_is_never_quoted_as_markup(string body, string contentType)
    {
        PlayAnswer(body, contentType);

        var outcome = await RunAsync(Create(Key));

        // Bytes that are called an image are checked where they are stored; everything else is rejected here.
        if (outcome.Image is null)
        {
            Assert.True(
                outcome.Failure!.Code is FailureCode.BadOutput or FailureCode.Unavailable,
                $"{outcome.Failure.Code}: {outcome.Failure.Message}");
            Assert.DoesNotContain("<", outcome.Failure.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("application/octet-stream", contentType);
        }
    }

    [Fact]
    public async Task The_key_is_in_no_log_line_and_in_no_address()
    {
        var provider = Create(Key);
        PlaySuccess(TestImage, []);

        AssertKeyIsNowhere(await RunAsync(provider, Fitting(provider) with { PartialImages = 0 }));
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent_and_the_setting_is_named()
    {
        var provider = CreateAtHome(key: null);
        Assert.False(provider.Setup.Configured);

        var outcome = await RunAsync(provider);

        Assert.Equal(FailureCode.Authentication, outcome.Failure?.Code);
        Assert.Contains(provider.Setup.MissingSetting!, outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.IsType<ProviderTest.Failed>(await provider.TestAsync(Cancel));
    }

    [Fact]
    public async Task A_test_distinguishes_a_valid_key_from_an_invalid_one_without_a_paid_call()
    {
        var provider = Create(Key);
        PlayTest(goodKey: true);
        Assert.IsNotType<ProviderTest.Failed>(await provider.TestAsync(Cancel));

        PlayTest(goodKey: false);
        var refused = Assert.IsType<ProviderTest.Failed>(await provider.TestAsync(Cancel));

        Assert.Equal(FailureCode.Authentication, refused.Failure.Code);
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, Pays);
    }

    [Fact]
    public void What_it_says_it_can_do_fits_together()
    {
        var provider = Create(Key);
        foreach (var model in provider.CapabilitiesOf(null).Models.Cast<string?>().Append(null))
        {
            var can = provider.CapabilitiesOf(model);
            Assert.NotNull(can.Sizes.Closest(new PixelSize(1, 1)));
            Assert.True(can.Sizes.Allows(can.Sizes.Closest(new PixelSize(1, 1))!.Value));
            Assert.NotEmpty(can.Sizes.Text);
            Assert.InRange(can.PartialImages, 0, 3);
            Assert.True(can.MaxPromptLength > 0);
            Assert.Equal(can.Models.Distinct().Count(), can.Models.Length);
            Assert.All(can.Formats, format => Assert.Contains(format, (string[])["png", "jpeg", "webp"]));
            Assert.True(can.Edits is not { MaxImages: < 1 });
        }
    }

    private static bool Carries(RecordedRequest request, byte[] bytes) =>
        request.Body.AsSpan().IndexOf(bytes) >= 0
        || request.Text.Contains(Convert.ToBase64String(bytes), StringComparison.Ordinal);

    private void AssertKeyIsNowhere(Outcome outcome)
    {
        Assert.All(Log.Lines, line => Assert.DoesNotContain(Key, line, StringComparison.Ordinal));
        Assert.All(Server.Requests, request => Assert.DoesNotContain(Key, request.Path + request.Query, StringComparison.Ordinal));
        Assert.DoesNotContain(Key, outcome.Failure?.ToString() ?? "", StringComparison.Ordinal);
    }
}
