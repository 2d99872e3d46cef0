using System.Xml.Linq;
using Darkroom.Server.Configuration;

namespace Darkroom.Tests.Server.Settings;

/// <summary>The key ring in the data folder, and the secrets that it protects.</summary>
public sealed class KeyRingTests : IDisposable
{
    private const string Secret = "a secret of the operator";
    private const string Name = "Providers:openai:ApiKey";

    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private string Keys => Path.Combine(_folder, "keys");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData(Secret)]
    public void A_secret_is_readable_after_a_restart(string? secret)
    {
        var value = Open(secret).Protect(Name, "sk-0123456789");

        Assert.Equal("sk-0123456789", Open(secret).Unprotect(Name, value));
    }

    [Fact]
    public void A_secret_is_readable_only_as_the_value_of_its_setting()
    {
        var value = Open(null).Protect(Name, "sk-0123456789");

        Assert.Null(Open(null).Unprotect("Providers:xai:ApiKey", value));
        Assert.Null(Open(null).Unprotect(Name, [.. value.Select(one => (byte)(one ^ 1))]));
        Assert.Null(Open(null).Unprotect(Name, []));
    }

    [Theory]
    [InlineData("another secret of the operator")]
    [InlineData(null)]
    public void With_another_secret_a_value_is_not_readable(string? other)
    {
        var value = Open(Secret).Protect(Name, "sk-0123456789");

        Assert.Null(Open(other).Unprotect(Name, value));
        Assert.Equal("sk-0123456789", Open(Secret).Unprotect(Name, value));
    }

    [Fact]
    public void Without_the_key_ring_or_with_a_damaged_one_a_value_is_not_readable()
    {
        var value = Open(Secret).Protect(Name, "sk-0123456789");
        var ring = Assert.Single(Directory.GetFiles(Keys));
        foreach (var content in new[] { "", "<", "<encrypted/>", "<encrypted><nonce>x</nonce></encrypted>", "<key/>" })
        {
            File.WriteAllText(ring, content);
            Assert.Null(Open(Secret).Unprotect(Name, value));
        }

        Directory.Delete(Keys, recursive: true);
        Assert.Null(Open(Secret).Unprotect(Name, value));
    }

    [Fact]
    public void With_a_secret_no_key_is_in_the_files_also_not_one_from_before()
    {
        var before = Open(null).Protect(Name, "sk-0123456789");
        Assert.Contains("<masterKey", Content(), StringComparison.Ordinal);

        Assert.Equal("sk-0123456789", Open(Secret).Unprotect(Name, before));

        Assert.DoesNotContain("masterKey", Content(), StringComparison.Ordinal);
        Assert.Equal("encrypted", XElement.Parse(Content()).Name.LocalName);
        Assert.Equal("sk-0123456789", Open(Secret).Unprotect(Name, before));
    }

    [Fact]
    public void Only_the_user_who_runs_Darkroom_can_read_the_key_ring()
    {
        Open(null).Protect(Name, "sk-0123456789");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
        var file = Assert.Single(Directory.GetFiles(Keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private SecretProtection Open(string? secret) => new(new KeyRing(Keys, secret));

    private string Content() => File.ReadAllText(Assert.Single(Directory.GetFiles(Keys)));
}
