using System.Text.Json;
using DomSec.Classification;
using DomSec.TestKit;
using DomSec.Tests.Cli;

namespace DomSec.Tests.Ess;

/// <summary>Labels on the command line: signed, classified, inspected.</summary>
public sealed class LabelCliTests : IClassFixture<CliFolder>
{
    private readonly CliFolder _folder;

    public LabelCliTests(CliFolder folder)
    {
        _folder = folder;
        string configuration = Path.Combine(folder.Community, "community.json");
        if (!File.Exists(configuration) || !File.ReadAllText(configuration).Contains("whirlpool", StringComparison.Ordinal))
        {
            File.WriteAllText(configuration, "{ \"labels\": { \"whirlpool\": { \"policy\": \"1.2.840.113549.1.9.16.7.3\", \"classifications\": { \"public\": 6, \"internal\": 7 } } } }");
        }
    }

    [Theory]
    [InlineData("whirlpool:internal:Kitchen: only", 7, "Kitchen: only")]
    [InlineData("WHIRLPOOL:6", 6, null)]
    [InlineData("1.2.840.113549.1.9.16.7.3:internal", 7, null)]
    [InlineData("whirlpool", null, null)]
    [InlineData("whirlpool::Kitchen", null, "Kitchen")]
    public async Task Label_is_signed_and_shown(string label, int? classification, string? mark)
    {
        string signed = await SignAsync(label);
        CliRun run = await CliRun.Of("classify", "--community", _folder.Community, "--json", signed);
        Assert.Equal("pass", run.Json.GetProperty("status").GetString());
        foreach (JsonElement shown in new[] { run.Json.GetProperty("originalLabel"), run.Json.GetProperty("effectiveLabel"), run.Json.GetProperty("layers")[0].GetProperty("signatures")[0].GetProperty("label") })
        {
            Assert.Equal("1.2.840.113549.1.9.16.7.3", shown.GetProperty("policy").GetString());
            Assert.Equal(classification, shown.GetProperty("classification").ValueKind == JsonValueKind.Null ? null : shown.GetProperty("classification").GetInt32());
            Assert.Equal(mark, shown.GetProperty("mark").GetString());
            Assert.Equal(0, shown.GetProperty("categories").GetArrayLength());
        }

        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("aggregateLabel").ValueKind);
        Assert.False(run.Json.GetProperty("receiptRequested").GetBoolean());
        Assert.Equal(0, run.Json.GetProperty("additionalAttributes").GetArrayLength());
        CliRun text = await CliRun.Of("classify", "--community", _folder.Community, signed);
        Assert.Contains("original label: whirlpool", text.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amoco:1", 2, "neither an object identifier nor the name of a security policy; community.json knows whirlpool")]
    [InlineData("whirlpool:secret", 2, "use a number from 0 to 256 or one of public, internal")]
    [InlineData("1.2.3:257", 2, "0 to 256")]
    [InlineData("1.2.3:-1", 2, "0 to 256")]
    [InlineData("1.2.3:1", 3, "F-LABEL-UNKNOWN-POLICY")]
    [InlineData("1.2..3:1", 3, "RFC 2634 section 3.2")]
    public async Task Label_that_cannot_be_is_refused_in_one_line(string label, int exitCode, string text)
    {
        string signed = _folder.New();
        CliRun run = await CliRun.Of("sign", "--community", _folder.Community, "--domain", "acme.example", "--evidence", "test", "--label", label, _folder.Plain, signed);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(signed));
    }

    [Fact]
    public async Task Additional_attributes_are_in_the_json()
    {
        string signed = _folder.New();
        CliRun sign = await CliRun.Of("sign", "--community", _folder.Community, "--domain", "acme.example", "--type", "attributes", "--label", "whirlpool:public", _folder.Plain, signed);
        Assert.True(sign.ExitCode == 0, sign.ToString());
        CliRun run = await CliRun.Of("classify", "--community", _folder.Community, "--json", signed);
        Assert.Equal(6, run.Json.GetProperty("aggregateLabel").GetProperty("classification").GetInt32());
        JsonElement label = run.Json.GetProperty("additionalAttributes").EnumerateArray().Single(attribute => attribute.GetProperty("name").GetString() == "securityLabel");
        Assert.Equal("1.2.840.113549.1.9.16.2.2", label.GetProperty("type").GetString());
        Assert.Equal("3110020106060b2a864886f70d0109100703", label.GetProperty("values")[0].GetString());
    }

    [Fact]
    public async Task Inspect_names_the_attributes_and_decodes_them()
    {
        CliRun run = await CliRun.Of("inspect", Vectors.Path("rfc4134/4.10.bin"));
        string text = string.Join(' ', run.Text.Split((char[])[' ', '\r', '\n', '│', '└', '├', '─'], StringSplitOptions.RemoveEmptyEntries));
        foreach (string expected in new[]
        {
            "contentHint: content type 1.2.840.113549.1.7.1 data, description \"Content Hints Description Buffer\"",
            "securityLabel: policy 1.2.3.4.5.6.7.8, classification 1, mark \"THIS IS A PRIVACY MARK TEST\", category",
            "contentReference: content type 1.2.3.4.5.6, identifier",
            "equivalentLabels: policy 1.2.3.4.5.6.7.9, classification 1",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1.2.840.113549.1.9.16.2.1", "301704 07 6F6E652E74776F 800101 3009 3007 8105 6140622E63", "receiptRequest", "identifier 6f6e652e74776f, from first-tier recipients, to 1")]
    [InlineData("1.2.840.113549.1.9.16.2.2", "0500", "securityLabel", "")]
    [InlineData("1.2.840.113549.1.9.16.2.2", "310B 06024304 0C051B5B324A41", "securityLabel", "policy 1.27.4, mark \"\\u{1b}[2JA\"")]
    [InlineData("1.2.3.4", "3006 020105 0C0141", "1.2.3.4", "5, \"A\"")]
    [InlineData("1.2.840.113549.1.9.16.2.28", "300D 060B2A864886F70D0109100902", "signatureType (RFC 3183)", "1.2.840.113549.1.9.16.9.2 domainSig (RFC 3183)")]
    [InlineData("1.2.3.4", "3005 02", "1.2.3.4", null)]
    public void Attribute_is_a_line_for_people(string type, string value, string name, string? text)
    {
        var attribute = new SignedAttribute(type, [Convert.FromHexString(value.Replace(" ", "", StringComparison.Ordinal))]);
        Assert.Equal(name, AttributeOutline.Name(attribute));
        string line = Assert.Single(AttributeOutline.Values(attribute));
        Assert.True(text is null ? line.Length > 0 : line == text, line);
    }

    [Fact]
    public void Many_values_are_not_all_shown()
    {
        IReadOnlyList<string> lines = AttributeOutline.Values(new SignedAttribute("1.2.3", [.. Enumerable.Range(0, 20).Select(i => (ReadOnlyMemory<byte>)Tlv.Integer(i))]));
        Assert.Equal(9, lines.Count);
        Assert.Equal("and 12 more values", lines[^1]);
        Assert.Empty(AttributeOutline.Values(new SignedAttribute("1.2.3", [])));
    }

    private async Task<string> SignAsync(string label)
    {
        string signed = _folder.New();
        CliRun run = await CliRun.Of("sign", "--community", _folder.Community, "--domain", "acme.example", "--evidence", "test", "--label", label, _folder.Plain, signed);
        Assert.True(run.ExitCode == 0, run.ToString());
        return signed;
    }
}
