using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class AddTraces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Traces",
                columns: table => new
                {
                    Key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    OrganizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ProjectId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExperimentKey = table.Column<long>(type: "bigint", nullable: false),
                    TraceId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ClientRequestId = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Name = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: false, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<int>(type: "int", maxLength: 32, nullable: false),
                    RequestTime = table.Column<long>(type: "bigint", nullable: false),
                    Duration = table.Column<long>(type: "bigint", nullable: true),
                    RequestPreview = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ResponsePreview = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    InputTokens = table.Column<long>(type: "bigint", nullable: true),
                    OutputTokens = table.Column<long>(type: "bigint", nullable: true),
                    TotalTokens = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Traces", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Traces_Experiments_ExperimentKey",
                        column: x => x.ExperimentKey,
                        principalTable: "Experiments",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "TraceAssessments",
                columns: table => new
                {
                    Key = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    OrganizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TraceKey = table.Column<long>(type: "bigint", nullable: false),
                    AssessmentId = table.Column<string>(type: "nvarchar(34)", maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<int>(type: "int", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: false, collation: "Latin1_General_100_BIN2"),
                    SpanId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    SourceType = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    SourceId = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    ValueText = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Rationale = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    Metadata = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    Overrides = table.Column<string>(type: "nvarchar(34)", maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Valid = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TraceAssessments", x => x.Key);
                    table.ForeignKey(
                        name: "FK_TraceAssessments_Traces_TraceKey",
                        column: x => x.TraceKey,
                        principalTable: "Traces",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "TraceMetadata",
                columns: table => new
                {
                    TraceKey = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OrganizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExperimentKey = table.Column<long>(type: "bigint", nullable: false),
                    Value = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    ValueHead = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TraceMetadata", x => new { x.TraceKey, x.Name });
                    table.ForeignKey(
                        name: "FK_TraceMetadata_Traces_TraceKey",
                        column: x => x.TraceKey,
                        principalTable: "Traces",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "TraceRuns",
                columns: table => new
                {
                    TraceKey = table.Column<long>(type: "bigint", nullable: false),
                    RunId = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OrganizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TraceRuns", x => new { x.TraceKey, x.RunId });
                    table.ForeignKey(
                        name: "FK_TraceRuns_Traces_TraceKey",
                        column: x => x.TraceKey,
                        principalTable: "Traces",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "TraceTags",
                columns: table => new
                {
                    TraceKey = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(250)", maxLength: 250, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OrganizationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ExperimentKey = table.Column<long>(type: "bigint", nullable: false),
                    Value = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    ValueHead = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TraceTags", x => new { x.TraceKey, x.Name });
                    table.ForeignKey(
                        name: "FK_TraceTags_Traces_TraceKey",
                        column: x => x.TraceKey,
                        principalTable: "Traces",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TraceAssessments_AssessmentId",
                table: "TraceAssessments",
                column: "AssessmentId",
                unique: true,
                filter: "[AssessmentId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_TraceAssessments_TraceKey_Kind_Name_ValueText",
                table: "TraceAssessments",
                columns: new[] { "TraceKey", "Kind", "Name", "ValueText" });

            migrationBuilder.CreateIndex(
                name: "IX_TraceMetadata_ExperimentKey_Name_ValueHead_TraceKey",
                table: "TraceMetadata",
                columns: new[] { "ExperimentKey", "Name", "ValueHead", "TraceKey" });

            migrationBuilder.CreateIndex(
                name: "IX_TraceRuns_RunId_TraceKey",
                table: "TraceRuns",
                columns: new[] { "RunId", "TraceKey" });

            migrationBuilder.CreateIndex(
                name: "IX_Traces_ExperimentKey_RequestTime_Key",
                table: "Traces",
                columns: new[] { "ExperimentKey", "RequestTime", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_Traces_ExperimentKey_State_RequestTime_Key",
                table: "Traces",
                columns: new[] { "ExperimentKey", "State", "RequestTime", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_Traces_ProjectId_RequestTime_Key",
                table: "Traces",
                columns: new[] { "ProjectId", "RequestTime", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_Traces_ProjectId_State_RequestTime_Key",
                table: "Traces",
                columns: new[] { "ProjectId", "State", "RequestTime", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_Traces_ProjectId_TraceId",
                table: "Traces",
                columns: new[] { "ProjectId", "TraceId" },
                unique: true,
                filter: "[TraceId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_TraceTags_ExperimentKey_Name_ValueHead_TraceKey",
                table: "TraceTags",
                columns: new[] { "ExperimentKey", "Name", "ValueHead", "TraceKey" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TraceAssessments");

            migrationBuilder.DropTable(
                name: "TraceMetadata");

            migrationBuilder.DropTable(
                name: "TraceRuns");

            migrationBuilder.DropTable(
                name: "TraceTags");

            migrationBuilder.DropTable(
                name: "Traces");
        }
    }
}
