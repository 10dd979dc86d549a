using System.CommandLine;
using System.Text.Json;
using DomSec.Cli.Display;
using DomSec.Cli.IO;
using DomSec.Cli.Json;
using DomSec.Hosting;
using DomSec.Providers;
using Spectre.Console;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec classify</c>: the security report of each input.</summary>
internal static class ClassifyCommand
{
    public static Command Build(CliTerminal terminal)
    {
        Option<string> community = Options.Community(required: false);
        Option<string> domain = Options.Domain(required: false, "The domain whose keys may open encryption; without it every own domain's keys may.");
        Option<string[]> trust = Options.Many("--trust", "FILE", "Trust anchors (PEM or DER).");
        Option<string[]> crl = Options.Many("--crl", "FILE", "Revocation lists (PEM or DER).");
        Option<string[]> key = Options.Many("--key", "FILE", "A decryption key with its certificate (PEM or PKCS#12).");
        Option<string> content = new("--content") { Description = "The content of a detached signature.", HelpName = "FILE" };
        Option<string[]> recipient = Options.Many("--recipient", "ADDR", "An envelope recipient, to compare with the protected To and Cc fields.");
        Option<bool> protectedFrom = new("--require-protected-from") { Description = "A domain signature counts only when the From field is covered too." };
        Option<string> at = new("--at") { Description = "The time of judgement for certificates, ISO 8601; without it now.", HelpName = "TIME" };
        Option<bool> json = Options.Json();
        Option<string> passwordFile = Options.PasswordFile();
        Argument<string[]> inputs = new("IN") { Description = "Messages or CMS objects (DER, BER or PEM); - is standard input.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("classify", "Say what protection messages have, layer by layer.") { community, domain, trust, crl, key, content, recipient, protectedFrom, at, json, passwordFile, inputs };
        command.SetAction(async (parsed, ct) =>
        {
            string? name = parsed.GetValue(domain);
            var request = new DomainClassificationRequest
            {
                Domain = name is null ? null : Options.ParseDomain(name),
                At = Options.ParseTime(parsed.GetValue(at)),
                Recipients = parsed.GetRequiredValue(recipient) is { Length: > 0 } recipients ? recipients : null,
            };
            using DomSecCommunity opened = Communities.Open(
                terminal,
                parsed.GetValue(community),
                parsed.GetValue(passwordFile),
                parsed.GetRequiredValue(key),
                parsed.GetRequiredValue(trust),
                parsed.GetRequiredValue(crl),
                new DomSecOptions { RequireProtectedFrom = parsed.GetValue(protectedFrom) });
            var results = new List<(string Input, DomainSecurityReport? Report, string? Error)>();
            foreach (string input in parsed.GetRequiredValue(inputs))
            {
                (DomainSecurityReport? report, string? error) = await ClassifyAsync(terminal, opened, input, parsed.GetValue(content), request, ct);
                results.Add((input, report, error));
            }

            Show(terminal, opened.LabelPolicy, results, parsed.GetValue(json));
            return results.Exists(result => result.Error is not null) ? ExitCode.Input : ExitCode.Done;
        });
        return command;
    }

    private static async Task<(DomainSecurityReport? Report, string? Error)> ClassifyAsync(
        CliTerminal terminal,
        DomSecCommunity community,
        string input,
        string? content,
        DomainClassificationRequest request,
        CancellationToken ct)
    {
        try
        {
            await using Stream source = InputFile.Open(input, terminal);
            await using Stream? detached = content is null ? null : InputFile.Open(content, terminal);
            Task<DomainSecurityReport> work = community.Classifier.ClassifyStreamAsync(source, request with { DetachedContent = detached }, ct);
            DomainSecurityReport report = await ProgressLine.ShowAsync(terminal, "classifying", source, work);
            return (report, report.Error);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (null, SafeText.Escape(CliApp.Line(e))); // the other inputs still get their report
        }
    }

    private static void Show(CliTerminal terminal, ISecurityLabelPolicy? labels, List<(string Input, DomainSecurityReport? Report, string? Error)> results, bool asJson)
    {
        if (asJson)
        {
            WriteJson(terminal, results);
        }

        foreach ((string input, DomainSecurityReport? report, string? error) in results)
        {
            if (!asJson && report is not null)
            {
                terminal.Ansi.Write(ReportTree.Render(input, report, labels));
            }

            if (error is not null)
            {
                terminal.Text.Flush();
                terminal.Error.WriteLine($"domsec: {SafeText.Escape(input)}: {SafeText.Escape(error)}");
            }
        }
    }

    private static void WriteJson(CliTerminal terminal, List<(string Input, DomainSecurityReport? Report, string? Error)> results)
    {
        using (var json = new Utf8JsonWriter(terminal.Out, new JsonWriterOptions { Indented = true }))
        {
            if (results.Count > 1)
            {
                json.WriteStartArray();
            }

            foreach ((string input, DomainSecurityReport? report, string? error) in results)
            {
                if (report is null)
                {
                    ReportJson.WriteUnreadable(json, input, error!);
                }
                else
                {
                    ReportJson.Write(json, input, report);
                }
            }

            if (results.Count > 1)
            {
                json.WriteEndArray();
            }
        }

        terminal.Text.WriteLine();
    }
}
