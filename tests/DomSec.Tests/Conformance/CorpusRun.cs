using System.Text.Json;
using DomSec.Cli.Json;
using DomSec.Hosting;

namespace DomSec.Tests.Conformance;

/// <summary>Runs one entry through the public doors and collects everything that differs from what it expects.</summary>
internal sealed class CorpusRun
{
    private readonly CorpusManifest _manifest;
    private readonly JsonElement _entry;
    private readonly JsonElement _expected;
    private readonly List<string> _differences = [];

    private CorpusRun(CorpusManifest manifest, JsonElement entry)
    {
        _manifest = manifest;
        _entry = entry;
        _expected = entry.GetProperty("expected");
    }

    public static async Task<IReadOnlyList<string>> DifferencesAsync(CorpusManifest manifest, JsonElement entry)
    {
        var run = new CorpusRun(manifest, entry);
        try
        {
            await run.RunAsync();
        }
        catch (NotSupportedException e)
        {
            run._differences.Add(e.Message);
        }

        return run._differences;
    }

    private Task RunAsync() => _entry.GetProperty("operation").GetString() switch
    {
        "classify" => ClassifyAsync(),
        "decrypt" => DecryptAsync(),
        "sign" => SignAsync(),
        "encrypt" => EncryptAsync(),
        var other => throw new NotSupportedException($"There is no operation {other}."),
    };

    private async Task ClassifyAsync()
    {
        DomSecCommunity doors = Open();
        using var source = new MemoryStream(_manifest.Read(_entry.GetProperty("file").GetString()!), writable: false);
        using MemoryStream? content = Text(_entry, "content") is { } file ? new MemoryStream(_manifest.Read(file), writable: false) : null;
        var request = new DomainClassificationRequest { At = At(), DetachedContent = content };
        DomainSecurityReport report = await doors.Classifier.ClassifyStreamAsync(source, request);
        Compare("status", ReportWords.Of(report.Status));
        Compare("identityLevel", ReportWords.Of(report.IdentityLevel));
        Compare("domain", report.Domain?.Value);
        Compare("originator", report.Originator);
        Compare("confidentiality", ReportWords.Of(report.Confidentiality));
        Compare("headerProtection", ReportWords.Of(report.HeaderProtection));
        Compare("structure", report.Structure);
        if (Text(_expected, "smimeResult") is { } result && !report.AuthenticationResults.Contains("smime=" + result, StringComparison.Ordinal))
        {
            _differences.Add($"authenticationResults: {report.AuthenticationResults}");
        }

        Compare("originalLabel", Words(report.OriginalLabel));
        Compare("aggregateLabel", Words(report.AggregateLabel));
        Compare("effectiveLabel", Words(report.EffectiveLabel));
        if (_expected.TryGetProperty("effectiveRank", out JsonElement rank))
        {
            int? found = report.EffectiveLabel is { } effective ? doors.LabelPolicy!.RankOf(effective) : null;
            Compare("effectiveRank", found, rank.ValueKind == JsonValueKind.Null ? null : rank.GetInt32());
        }

        Compare(_expected, "receiptRequested", report.IsReceiptRequested);
        if (_expected.TryGetProperty("mailListExpansions", out JsonElement expansions))
        {
            Compare("mailListExpansions", report.MailListExpansions.Count, expansions.GetInt32());
        }

        CompareLayers(report);
        CompareFlags([.. report.Flags.Select(raised => raised.Flag.Id)]);
    }

    private async Task DecryptAsync()
    {
        DomSecCommunity doors = Open();
        using var source = new MemoryStream(_manifest.Read(_entry.GetProperty("file").GetString()!), writable: false);
        using var destination = new MemoryStream();
        DomainDecryptionReport report = await doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest());
        Compare("outcome", report.Outcome.ToString().ToLowerInvariant());
        if (Text(_expected, "covers") is { } file && !destination.ToArray().AsSpan().EndsWith(_manifest.Read(file)))
        {
            _differences.Add("covers: the decrypted message does not end with the entity that was encrypted");
        }

        if (report.Outcome != DomainOutcome.Applied && destination.Length > 0)
        {
            _differences.Add("covers: something was written although nothing was released");
        }
    }

    private async Task SignAsync()
    {
        JsonElement request = _entry.GetProperty("request");
        var signing = new DomainSigningRequest
        {
            Domain = MailDomain.Parse(request.GetProperty("domain").GetString()!),
            Evidence = request.GetProperty("evidence").GetString() switch
            {
                "external" => OriginatorEvidence.External("SMTP AUTH alice"),
                "originatorSignature" => OriginatorEvidence.OriginatorSignature,
                _ => null,
            },
            Type = request.GetProperty("type").GetString() switch
            {
                "originator" => SignatureType.Originator,
                "review" => SignatureType.Review,
                "addAttrib" => SignatureType.AdditionalAttributes,
                "delegatedOriginator" => SignatureType.DelegatedOriginator,
                _ => SignatureType.Domain,
            },
            IsClearSigned = request.GetProperty("clear").GetBoolean(),
            RequireEncryption = request.GetProperty("encrypt").GetBoolean(),
            AllowOpaqueContent = request.GetProperty("allowOpaque").GetBoolean(),
            StrippedLabels = Enum.Parse<StrippedLabelHandling>(request.GetProperty("strippedLabels").GetString()!, ignoreCase: true),
            Recipients = request.GetProperty("type").GetString() == "domain" ? CorpusManifest.Texts(request.GetProperty("recipients")) : null,
        };
        DomSecCommunity doors = Open();
        using var source = new MemoryStream(_manifest.Read(_entry.GetProperty("file").GetString()!), writable: false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, signing);
        Compare("outcome", report.Outcome.ToString().ToLowerInvariant());

        // A refusal names its rule, which may be a flag.
        CompareFlags([.. report.Flags.Select(raised => raised.Flag.Id), .. report.Refusal is { } refusal ? refusal.Rule.Split(' ', ',') : []]);
        await CompareMadeAsync(destination.ToArray(), report.Refusal?.ToString());
    }

    private async Task EncryptAsync()
    {
        JsonElement request = _entry.GetProperty("request");
        var encryption = new DomainEncryptionRequest
        {
            Domain = MailDomain.Parse(request.GetProperty("domain").GetString()!),
            Recipients = CorpusManifest.Texts(request.GetProperty("recipients")),
            AllowWithoutDomainSignature = request.GetProperty("allowUnsigned").GetBoolean(),
        };
        DomSecCommunity doors = Open();
        using var source = new MemoryStream(_manifest.Read(_entry.GetProperty("file").GetString()!), writable: false);
        using var destination = new MemoryStream();
        DomainEncryptionReport report = await doors.Encryptor.EncryptStreamAsync(source, destination, encryption);
        Compare("outcome", report.Outcome.ToString().ToLowerInvariant());
        await CompareMadeAsync(destination.ToArray(), report.Refusal?.ToString());
    }

    /// <summary>What was made is looked at by somebody who has every key.</summary>
    private async Task CompareMadeAsync(byte[] made, string? refusal)
    {
        if (Text(_expected, "outcome") != "applied" || made.Length == 0)
        {
            if (made.Length > 0)
            {
                _differences.Add("Something was written although it was refused.");
            }
            else if (Text(_expected, "outcome") == "applied")
            {
                _differences.Add("refusal: " + refusal);
            }

            return;
        }

        DomSecCommunity omniscient = CorpusDoors.Open(_manifest, "omniscient", new DomSecOptions());
        using var source = new MemoryStream(made, writable: false);
        DomainSecurityReport report = await omniscient.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest());

        // Which of the two encrypted types a sender chooses is its own affair: in what was made, A stands for both.
        string structure = report.Structure.Replace("E(", "A(", StringComparison.Ordinal);
        if (Text(_expected, "structure")?.Replace("E(", "A(", StringComparison.Ordinal) is { } wanted && wanted != structure)
        {
            _differences.Add($"structure: {report.Structure}, expected {Text(_expected, "structure")}");
            return;
        }

        Compare("headerProtection", ReportWords.Of(report.HeaderProtection));
        if (_expected.TryGetProperty("layers", out JsonElement layers))
        {
            foreach ((JsonElement expected, SecurityLayer actual) in layers.EnumerateArray().Zip(report.Layers))
            {
                CompareSignatures(expected, actual);
            }
        }

        if (Text(_expected, "covers") is { } file && !await CorpusPeeler.HoldsAsync(made, _manifest.Read(file), omniscient.Encryptor))
        {
            _differences.Add("covers: no layer of the result has the octets of " + file + " as its content");
        }
    }

    private void CompareLayers(DomainSecurityReport report)
    {
        if (!_expected.TryGetProperty("layers", out JsonElement layers))
        {
            return;
        }

        List<SecurityLayer> actual = [.. report.Layers.Where(layer => layer.Kind != LayerKind.Content)];
        if (actual.Count != layers.GetArrayLength())
        {
            _differences.Add($"layers: {actual.Count}, expected {layers.GetArrayLength()}");
            return;
        }

        foreach ((JsonElement expected, SecurityLayer layer) in layers.EnumerateArray().Zip(actual))
        {
            Compare(expected, "kind", ReportWords.Of(layer.Kind));
            Compare(expected, "carrier", ReportWords.Of(layer.Carrier));
            Compare(expected, "encoding", ReportWords.Of(layer.Encoding));
            Compare(expected, "opened", layer.IsOpened);
            CompareSignatures(expected, layer);
            if (expected.TryGetProperty("recipients", out JsonElement recipients))
            {
                Same("recipients", recipients.EnumerateArray().Select(one => one.GetProperty("kind").GetString() + one.GetProperty("ours").GetBoolean()), layer.Recipients.Select(one => ReportWords.Of(one.Kind) + one.IsOurs));
            }
        }
    }

    private void CompareSignatures(JsonElement layer, SecurityLayer actual)
    {
        if (!layer.TryGetProperty("signatures", out JsonElement signatures))
        {
            return;
        }

        if (signatures.GetArrayLength() != actual.Signatures.Count)
        {
            _differences.Add($"signatures: {actual.Signatures.Count}, expected {signatures.GetArrayLength()}");
            return;
        }

        var left = actual.Signatures.ToList();
        foreach (JsonElement expected in signatures.EnumerateArray())
        {
            string serial = Text(expected, "serial")!;
            SignatureReport? signature = left.Find(one => one.Signer.Serial.EndsWith(serial, StringComparison.OrdinalIgnoreCase));
            if (signature is null)
            {
                _differences.Add($"signatures: none by {serial}");
                continue;
            }

            left.Remove(signature);
            Same("types", CorpusManifest.Texts(expected.GetProperty("types")), signature.Types.Select(ReportWords.Of));
            Compare(expected, "typeAttribute", signature.HasTypeAttribute);
            Compare(expected, "signature", ReportWords.Of(signature.Signature));
            Compare(expected, "certificate", ReportWords.Of(signature.Certificate));
            Compare(expected, "verdict", ReportWords.Of(signature.Verdict));
        }
    }

    private void CompareFlags(IReadOnlyList<string> raised)
    {
        string[] present = CorpusManifest.Texts(_expected.GetProperty("flagsPresent"));
        foreach (string flag in present.Except(raised, StringComparer.Ordinal))
        {
            _differences.Add($"flags: {flag} is missing");
        }

        string[] allowed = _expected.TryGetProperty("flagsAllowed", out JsonElement either) ? CorpusManifest.Texts(either) : [];
        IEnumerable<string> absent = CorpusManifest.Texts(_expected.GetProperty("flagsAbsent")).SelectMany(flag => flag == "*" ? _manifest.FlagCatalogue.Except(present, StringComparer.Ordinal).Except(allowed, StringComparer.Ordinal) : [flag]);
        foreach (string flag in absent.Intersect(raised, StringComparer.Ordinal))
        {
            _differences.Add($"flags: {flag} is raised");
        }
    }

    private void Compare(string name, int? actual, int? expected)
    {
        if (actual != expected)
        {
            _differences.Add(FormattableString.Invariant($"{name}: {actual}, expected {expected}"));
        }
    }

    private void Compare(string name, string? actual) => Compare(_expected, name, actual);

    private void Compare(JsonElement expected, string name, string? actual)
    {
        if (expected.TryGetProperty(name, out JsonElement value) && !string.Equals(value.GetString(), actual, StringComparison.Ordinal))
        {
            _differences.Add($"{name}: {actual ?? "null"}, expected {value.GetString() ?? "null"}");
        }
    }

    private void Compare(JsonElement expected, string name, bool actual)
    {
        if (expected.TryGetProperty(name, out JsonElement value) && value.GetBoolean() != actual)
        {
            _differences.Add($"{name}: {actual}, expected {value.GetBoolean()}");
        }
    }

    /// <summary>Both sides in any order: types and recipients are sets.</summary>
    private void Same(string name, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string wanted = string.Join(' ', expected.Order(StringComparer.Ordinal));
        string found = string.Join(' ', actual.Order(StringComparer.Ordinal));
        if (wanted != found)
        {
            _differences.Add($"{name}: {found}, expected {wanted}");
        }
    }

    private DomSecCommunity Open()
    {
        var options = new DomSecOptions();
        if (_entry.TryGetProperty("options", out JsonElement given))
        {
            foreach (JsonProperty option in given.EnumerateObject())
            {
                options = option.Name switch
                {
                    "innerVerification" => options with { InnerVerification = Enum.Parse<InnerVerification>(option.Value.GetString()!, ignoreCase: true) },
                    "acceptWithoutSignedAttributes" => options with { AcceptSignaturesWithoutSignedAttributes = option.Value.GetBoolean() },
                    "acceptSha1" => options with { AcceptSha1 = option.Value.GetBoolean() },
                    "revocation" => options with { Revocation = Enum.Parse<RevocationMode>(option.Value.GetString()!, ignoreCase: true) },
                    "sharedDomains" => options with { SharedDomains = [.. CorpusManifest.Texts(option.Value).Select(MailDomain.Parse)] },
                    _ => throw new NotSupportedException($"There is no option {option.Name} yet."),
                };
            }
        }

        return CorpusDoors.Open(_manifest, _entry.GetProperty("community").GetString()!, options);
    }

    private DateTimeOffset? At() => _entry.TryGetProperty("at", out JsonElement at) ? at.GetDateTimeOffset() : null;

    /// <summary>A label as policy/classification.</summary>
    private static string? Words(SecurityLabel? label) => label is null ? null : FormattableString.Invariant($"{label.Policy}/{label.Classification}");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
