using System.Text;
using Darkroom.Server;
using Darkroom.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>The rules of <c>.env</c> files, as docs/guide/configuration.md states them.</summary>
public sealed class EnvironmentFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("KEY=$ecret", "$ecret")]
    [InlineData("KEY=a${HOME}b$HOME", "a${HOME}b$HOME")]
    [InlineData("KEY=\"$ecret $(id) `id`\"", "$ecret $(id) `id`")]
    [InlineData("KEY='it is $5'", "it is $5")]
    [InlineData(@"KEY=a\nb\\c", @"a\nb\\c")]
    [InlineData(@"KEY=""a\nb\""", @"a\nb\")]
    [InlineData("KEY=a=b==", "a=b==")]
    [InlineData("KEY=a#b", "a#b")]
    [InlineData("KEY=#b", "#b")]
    [InlineData("KEY=a # a comment", "a")]
    [InlineData("KEY=a\t# a comment # with more", "a")]
    [InlineData("KEY= # a comment", "")]
    [InlineData("KEY=\"a # b\" # a comment", "a # b")]
    [InlineData("KEY='a \"b\" c'", "a \"b\" c")]
    [InlineData("KEY=\"it's\"", "it's")]
    [InlineData("KEY=it's", "it's")]
    [InlineData("KEY=\"  spaces  \"", "  spaces  ")]
    [InlineData("  KEY =  two words  ", "two words")]
    [InlineData("export KEY=a", "a")]
    [InlineData("export\tKEY=a", "a")]
    [InlineData("KEY=", "")]
    [InlineData("KEY=\"\"", "")]
    [InlineData("\uFEFFKEY=a", "a")]
    [InlineData("# comment\r\n\r\n  # another\r\nKEY=a\r\n", "a")]
    [InlineData("KEY=schlüssel-鍵", "schlüssel-鍵")]
    public void A_value_is_read_as_it_is_written(string text, string value)
    {
        var file = EnvironmentFile.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Empty(file.Problems);
        var line = Assert.Single(file.Lines);
        Assert.Equal(("KEY", value), (line.Name, line.Value));
    }

    [Theory]
    [InlineData("A=1\nKEY=\"s3cret\nB=2", 2)]
    [InlineData("A=1\n\nKEY='s3cret", 3)]
    [InlineData("KEY=\"a\"s3cret", 1)]
    [InlineData("# s3cret\ns3cret", 2)]
    [InlineData("A=1\r\nexport s3cret", 2)]
    [InlineData("=s3cret", 1)]
    [InlineData("MY s3cret=1", 1)]
    public void A_line_that_cannot_be_read_is_named_by_its_number_and_not_quoted(string text, int line)
    {
        var problem = Assert.Single(EnvironmentFile.Parse(Encoding.UTF8.GetBytes(text)).Problems);
        Assert.StartsWith($"line {line}: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_another_encoding_is_refused_because_a_key_would_be_read_wrongly()
    {
        var problem = Assert.Single(EnvironmentFile.Parse([.. "A=1\nKEY="u8, 0xE4, .. "bc\n"u8]).Problems);
        Assert.Equal("line 2: this is not UTF-8 text; save the file as UTF-8", problem);
    }

    [Fact]
    public void Of_the_same_name_twice_the_last_one_wins_and_a_warning_names_both_lines_but_no_value()
    {
        Write(".env.local", "HF_TOKEN=hf_old\n# again\nHF_TOKEN=hf_new\nJobs__MaxTries=4\nJOBS__MAXTRIES=5\n");
        var configuration = new ConfigurationManager();
        var files = EnvironmentFiles.AddTo(configuration, _folder);

        var settings = ServerSettings.Read(configuration, files);
        Assert.Equal(("hf_new", 5), (settings.Providers["huggingface"].ApiKey, settings.Jobs.MaxTries));
        Assert.Equal(
            [
                ".env.local: HF_TOKEN is set on line 1 and on line 3. Line 3 is used.",
                ".env.local: JOBS__MAXTRIES is set on line 4 and on line 5. Line 5 is used.",
            ],
            files.Warnings);
    }

    [Fact]
    public async Task A_warning_about_the_files_is_in_the_log_of_the_start()
    {
        Write(".env.local", "HF_TOKEN=hf_old\nHF_TOKEN=hf_new\n");
        await using var server = await ServerProcess.StartAsync(_folder);
        Assert.Contains("HF_TOKEN is set on line 1 and on line 2. Line 2 is used.", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_the_files_and_of_the_settings_are_reported_together_with_file_and_line()
    {
        Write(".env", "this is s3cret\n");
        Write(".env.local", "Jobs__MaxTries=99\nKEY=\"s3cret\nDARKROOM_ACCESS_KEY=short-s3cret\nHF_ENDPOINT=nowhere\n");
        var configuration = new ConfigurationManager();
        var files = EnvironmentFiles.AddTo(configuration, _folder);

        var refused = Assert.Throws<StartupException>(() => ServerSettings.Read(configuration, files));
        foreach (var line in new[]
        {
            "5 problems",
            ".env, line 1: there is no =",
            ".env.local, line 2: the value begins with \"",
            "Jobs:MaxTries = \"99\" (.env.local, line 1): choose 1 to 10",
            "DARKROOM_ACCESS_KEY = (secret) (.env.local, line 3): use at least 16 characters",
            "Providers:huggingface:HubUrl = \"nowhere\" (.env.local, line 4): not an address",
        })
        {
            Assert.Contains(line, refused.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_named_in_a_warning()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".env.local"));
        var warning = Assert.Single(EnvironmentFiles.AddTo(new ConfigurationManager(), _folder).Warnings);
        Assert.StartsWith(".env.local is a folder", warning, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
