using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>Fetching a finished picture from where a service put it.</summary>
public sealed class ImageDownloadTests : ProviderBench
{
    private static readonly byte[] Picture = TestImages.SmallPng(4);

    [Fact]
    public async Task The_bytes_come_as_they_are_and_no_key_goes_along()
    {
        Server.On("/picture", Scripts.Bytes(Picture, "text/plain"));

        Assert.Equal(Picture, await FetchAsync(At("picture")));
        Assert.DoesNotContain("Authorization", Assert.Single(Server.Requests).Headers.Keys);
    }

    [Fact]
    public async Task A_data_url_needs_no_network() =>
        Assert.Equal(Picture, await FetchAsync($"data:image/png;base64,{Convert.ToBase64String(Picture)}"));

    [Fact]
    public async Task Redirects_are_followed_a_few_times_and_not_for_ever()
    {
        Server.On("/once", Redirect("/picture")).On("/picture", Scripts.Bytes(Picture, "image/png")).On("/loop", Redirect("/loop"));

        Assert.Equal(Picture, await FetchAsync(At("once")));
        Assert.Contains("redirects too often", await RefusedAsync(At("loop")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//")]
    [InlineData("///")]
    [InlineData("http://")]
    [InlineData("//[")]
    [InlineData("//a:b:c/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_nowhere_is_not_followed(string to)
    {
        Server.On("/picture", Redirect(to));

        Assert.Contains("named no address", await RefusedAsync(At("picture")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_on_the_internet_cannot_make_the_server_ask_its_own_network()
    {
        Assert.Contains("not on the public internet", await RefusedAsync(At("picture"), "https://api.example.com"), StringComparison.Ordinal);
        Assert.Contains("not on the public internet", await RefusedAsync("http://169.254.169.254/latest", "https://api.example.com"), StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://x/y")]
    public async Task What_is_no_web_address_is_not_opened(string? address) =>
        Assert.Contains("named no address", await RefusedAsync(address), StringComparison.Ordinal);

    [Fact]
    public async Task A_broken_delivery_is_tried_again_because_the_picture_is_paid_for()
    {
        var time = new ManualTime();
        Server.On("/picture", Scripts.Cut(Picture.AsMemory(0, 20), "image/png"), Scripts.Answer(503, ""), Scripts.Bytes(Picture, "image/png"));

        var fetching = FetchAsync(At("picture"), time: time);
        for (var pause = 0; pause < 2; pause++)
        {
            await time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(Picture, await fetching);
    }

    [Fact]
    public async Task A_missing_picture_is_said_with_its_host_and_status()
    {
        Server.On("/picture", Scripts.Answer(404, "gone"));

        Assert.Contains("127.0.0.1 did not deliver it (HTTP 404)", await RefusedAsync(At("picture")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_picture_is_cut_off()
    {
        Server.On("/picture", Scripts.Bytes(new byte[2 * 1024 * 1024], "image/png"));

        Assert.Contains("larger than 1 MiB", await RefusedAsync(At("picture")), StringComparison.Ordinal);
    }

    private static Script Redirect(string to) => exchange =>
    {
        exchange.Response.Redirect(to);
        return Task.CompletedTask;
    };

    private string At(string path) => new Uri(Server.Address, path).ToString();

    private async Task<byte[]?> FetchAsync(string? address, string? service = null, TimeProvider? time = null)
    {
        var (image, failure) = await TryAsync(address, service, time);
        using (image)
        {
            Assert.Null(failure);
            return image?.Bytes.ToArray();
        }
    }

    private async Task<string> RefusedAsync(string? address, string? service = null)
    {
        var (image, failure) = await TryAsync(address, service, null);
        Assert.Null(image);
        Assert.Equal(FailureCode.BadOutput, failure?.Code);
        return failure!.Message;
    }

    private async Task<(EncodedImage? Image, Failure? Failure)> TryAsync(string? address, string? service, TimeProvider? time)
    {
        var parts = Parts(time);
        var from = new ServiceProfile("Test", new Uri(service ?? Server.Address.ToString()), "sk-secret", "TEST_KEY");
        using var call = new ProviderCall(from.Name, from.BaseUrl, TimeSpan.FromMinutes(1), parts.Time, Cancel);
        return await new ImageDownload(from, new ServiceHttp(from, parts.Http, parts.PublicHttp), 1024 * 1024).FetchAsync(address, call);
    }
}
