using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>What the viewers make of files that other programs wrote.</summary>
public sealed class FormatTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void An_MLmodel_says_flavors_and_signature()
    {
        var model = Mlmodel.Of("""
            artifact_path: model
            flavors:
              python_function:
                loader_module: mlflow.sklearn
                env: {conda: conda.yaml}
              sklearn:
                code: null
                sklearn_version: 1.5.2
            mlflow_version: 3.1.0
            signature:
              inputs: '[{"type": "double", "name": "sepal length", "required": true}, {"type":
                "string", "name": "kind", "required": false}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1, 3]}}]'
              params: '[{"name": "t", "type": "double", "default": 0.5}]'
            """)!;

        model.Flavors.Select(flavor => flavor.Name).ShouldBe(["python_function", "sklearn"]);
        model.Flavors[1].Facts.ShouldBe([new("sklearn_version", "1.5.2")]);
        model.Inputs.ShouldBe([new("sepal length", "double", true, null), new("kind", "string", false, null)]);
        model.Outputs!.Single().Type.ShouldBe("tensor of int64 (-1, 3)");
        model.Params!.Single().Default.ShouldBe("0.5");
        Mlmodel.Of("[not: a model").ShouldBeNull();
    }

    [Fact]
    public void A_notebook_keeps_texts_pictures_tables_and_errors_and_nothing_that_runs()
    {
        using var json = JsonDocument.Parse("""
            {"metadata": {"language_info": {"name": "r"}}, "cells": [
              {"cell_type": "markdown", "source": ["# A\n", "b"]},
              {"cell_type": "code", "execution_count": 3, "source": "x", "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["one\n", "two"]},
                {"output_type": "display_data", "data": {"image/png": "QUJD\n", "text/plain": "<Figure>"}},
                {"output_type": "display_data", "data": {"image/png": "\" onerror=alert(1)"}},
                {"output_type": "execute_result", "data": {"text/html": "<b>t</b>", "text/plain": "t"}},
                {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\u001b[31mE\u001b[0m", "v"]}]}]}
            """);

        var notebook = Notebook.Of(json.RootElement)!;

        notebook.Language.ShouldBe("r");
        notebook.Cells[0].ShouldBe(new NotebookCell("markdown", "# A\nb", null, notebook.Cells[0].Outputs));
        notebook.Cells[1].Number.ShouldBe(3);
        notebook.Cells[1].Outputs.Select(output => (output.Kind, output.Content)).ShouldBe([
            (OutputKind.Text, "one\ntwo"), (OutputKind.Image, "data:image/png;base64,QUJD"), (OutputKind.Hidden, "This picture is damaged."), (OutputKind.Html, "<b>t</b>"),
            (OutputKind.Hidden, "This output is of a kind that isn't shown here."), (OutputKind.Error, "\u001b[31mE\u001b[0m\nv")]);
        using var other = JsonDocument.Parse("[]");
        Notebook.Of(other.RootElement).ShouldBeNull();
    }

    [Fact]
    public void A_NumPy_array_says_type_shape_and_first_values()
    {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. new[] { 0f, 0.5f, 1f, -2f, 3f, 4f }.SelectMany(BitConverter.GetBytes)];

        var array = NumpyArray.Of(bytes)!;

        (array.Type, array.Shape, array.IsFortran, array.Count).ShouldBe(("<f4", "(2, 3)", false, 6));
        array.Values.ShouldBe(["0", "0.5", "1", "-2", "3", "4"]);
        NumpyArray.Of(bytes.AsSpan(0, 40)).ShouldBeNull();
        NumpyArray.Of(new byte[64]).ShouldBeNull();
    }

    [Fact]
    public void Broken_JSON_says_where()
    {
        JsonReading.Read("{\"a\": 1,\n \"b\": [1,,2]}"u8.ToArray()).Problem!.ShouldContain("at line 2, byte 10");
        JsonReading.Read("[1, 2, ] // fine"u8.ToArray()).Document.ShouldNotBeNull();
    }

    [Fact]
    public async Task Parquet_rows_come_a_page_at_a_time_from_their_row_group()
    {
        var (id, name, score) = (new DataField<int>("id"), new DataField<string>("name"), new DataField<double?>("score"));
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, name, score), stream, cancellationToken: Ct))
        {
            for (var group = 0; group < 2; group++)
            {
                using var rows = writer.CreateRowGroup();
                var numbers = Enumerable.Range(group * 150, 150).ToArray();
                await rows.WriteAsync<int>(id, numbers.AsMemory(), null, null, Ct);
                await rows.WriteAsync(name, [.. numbers.Select(number => $"n{number}")]);
                await rows.WriteAsync<double>(score, numbers.Select(number => number % 2 == 0 ? (double?)null : number / 2d).ToArray().AsMemory(), null, null, Ct);
            }
        }

        var (page, problem) = await ParquetRows.ReadAsync(stream, 160, Ct);

        problem.ShouldBeNull();
        (page!.From, page.Total, page.Groups, page.Rows.Count).ShouldBe((150, 300, 2, 100));
        page.Columns.Select(column => column.Name).ShouldBe(["id", "name", "score"]);
        page.Rows[1].ShouldBe(["151", "n151", "75.5"]);
        page.Rows[2].ShouldBe(["152", "n152", null]);
        (await ParquetRows.ReadAsync(stream, 120, Ct)).Page!.Rows.Count.ShouldBe(50);
    }

    [Fact]
    public async Task What_only_calls_itself_Parquet_is_refused_with_a_sentence()
    {
        using var stream = new MemoryStream([.. "PAR1"u8, .. new byte[200], .. "PAR1"u8]);

        (await ParquetRows.ReadAsync(stream, 0, Ct)).Problem!.ShouldContain("can't be read as Parquet");
    }
}
