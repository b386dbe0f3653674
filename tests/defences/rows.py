"""The only place that says which test holds which row of the list of bad inputs about access and signing in.

A row is one thing that people or machines send or do; ``A`` form values, ``B`` access, ``C`` attacks on the
web, ``D`` text that must not be lost, ``G`` time, ``H`` faults around us. Where the row does not apply, it
says why instead.
"""

VISIT = "tests/pages/test_visit_form.py"
NEW = "tests/pages/test_newcomers.py"
LIMITS = "tests/patients/test_constraints.py"
ACTIONS = "tests/patients/test_actions.py"
FILE = "tests/patients/record_file/test_refusals.py"
RECORDS = "tests/patients/test_records.py"
READING = "tests/pages/test_reading_pages.py"
TYPED = "tests/defences/test_form_values.py"
WALK = "tests/access/test_url_walk.py"
CHILD = "tests/access/test_child_ids.py"
ROUND = "tests/access/test_bad_inputs_b.py"
ACCESS = "tests/patients/test_access.py"
TRAIL = "tests/defences/test_trail_complete.py"
LEAKS = "tests/defences/test_nothing_leaks.py"
ENTRY = "tests/defences/test_signing_in.py"
SESSION = "tests/sign_in/test_session_limits.py"
LIVE = "tests/defences/test_production.py"
JOURNEY = "tests/journeys/test_session_ends.py"
PEOPLE = "tests/people/test_people_pages.py"
START = "tests/infrastructure/test_run.py"

HELD: dict[str, tuple[str, ...]] = {
    "A1": (f"{NEW}::test_newcomer_is_refused_and_everything_kept",),
    "A2": (f"{VISIT}::test_visit_form_refuses_and_keeps_everything",),
    "A3": (f"{TYPED}::test_a3_a4_a5_day_that_is_none_or_may_be_two_is_refused",
           f"{LIMITS}::test_impossible_fact_is_refused"),
    "A4": (f"{TYPED}::test_a4_day_of_a_leap_year_is_accepted",
           f"{TYPED}::test_a3_a4_a5_day_that_is_none_or_may_be_two_is_refused"),
    "A5": (f"{TYPED}::test_a3_a4_a5_day_that_is_none_or_may_be_two_is_refused",),
    "A6": (f"{NEW}::test_told_date_is_never_made_exact_in_silence",),
    "A7": (f"{TYPED}::test_a7_treatment_of_one_day_is_stored_and_one_of_none_is_not",
           f"{NEW}::test_newcomer_is_refused_and_everything_kept"),
    "A8": (f"{NEW}::test_newcomer_is_refused_and_everything_kept",),
    "A9": (f"{LIMITS}::test_trials_of_one_treatment_do_not_overlap",
           f"{ACTIONS}::test_of_two_overlapping_starts_at_once_one_wins"),
    "A10": (f"{ACTIONS}::test_visit_is_stored_with_all_its_parts",),
    "A11": (f"{ACTIONS}::test_second_trial_of_a_running_treatment_names_the_first",),
    "A13": (f"{VISIT}::test_visit_form_refuses_and_keeps_everything",
            f"{LIMITS}::test_totals_the_database_holds_are_the_instruments"),
    "A14": (f"{VISIT}::test_visit_form_refuses_and_keeps_everything",),
    "A15": (f"{VISIT}::test_visit_form_with_an_unrated_item_stores_no_total",),
    "A16": (f"{FILE}::test_parse_refuses_numbers_that_are_none",
            f"{LIMITS}::test_impossible_fact_is_refused"),
    "A17": (f"{RECORDS}::test_minus_zero_is_stored_as_zero", f"{FILE}::test_minus_zero_is_zero"),
    "A18": (f"{VISIT}::test_visit_form_reads_digits_of_other_scripts",),
    "A19": (f"{TYPED}::test_a19_number_of_five_thousand_digits_is_refused_quickly",),
    "A20": (f"{VISIT}::test_visit_form_refuses_and_keeps_everything",
            f"{VISIT}::test_visit_form_asks_really_once"),
    "A21": (f"{TYPED}::test_a7_treatment_of_one_day_is_stored_and_one_of_none_is_not",),
    "A22": (f"{LIMITS}::test_nul_character_is_refused_not_stored",
            f"{TYPED}::test_a22_a23_query_that_is_no_text_breaks_nothing"),
    "A23": (f"{VISIT}::test_visit_form_refuses_and_keeps_everything",
            f"{TYPED}::test_a22_a23_query_that_is_no_text_breaks_nothing"),
    "A24": (f"{NEW}::test_newcomer_is_refused_and_everything_kept",
            f"{TYPED}::test_a25_a26_a27_note_is_stored_as_it_was_typed_and_shown_as_text"),
    "A25": (f"{TYPED}::test_a25_a26_a27_note_is_stored_as_it_was_typed_and_shown_as_text",
            f"{READING}::test_chart_names_are_escaped_and_nothing_is_inline"),
    "A26": (f"{TYPED}::test_a25_a26_a27_note_is_stored_as_it_was_typed_and_shown_as_text",),
    "A27": (f"{TYPED}::test_a27_note_of_ten_megabytes_is_refused_with_a_plain_page",
            f"{TYPED}::test_a25_a26_a27_note_is_stored_as_it_was_typed_and_shown_as_text"),
    "A28": (f"{TYPED}::test_a28_too_many_fields_are_refused_and_unknown_ones_ignored",
            f"{TYPED}::test_a28_doubled_field_has_no_authority"),
    "B1": (f"{WALK}::test_every_address_gives_what_its_row_says_to",
           f"{CHILD}::test_b1_refused_chart_is_noted_and_looks_like_no_chart",
           f"{ACCESS}::test_hidden_and_missing_cost_the_same_queries"),
    "B2": (f"{CHILD}::test_b2_entry_of_another_patient_is_not_under_ones_own",
           f"{CHILD}::test_b2_treatment_of_another_patient_is_not_under_ones_own",
           f"{CHILD}::test_b2_what_was_judged_of_another_patient_is_not_under_ones_own"),
    "B3": (f"{CHILD}::test_b3_nothing_is_reached_without_its_patient",),
    "B4": (f"{CHILD}::test_b4_patient_named_in_the_body_has_no_authority",
           f"{ACTIONS}::test_form_used_for_another_patient_is_refused"),
    "B5": (f"{WALK}::test_every_address_gives_what_its_row_says_to",
           f"{ROUND}::test_b5_supervisor_is_offered_nothing_that_writes"),
    "B6": (f"{WALK}::test_every_address_gives_what_its_row_says_to",
           f"{ROUND}::test_b6_reader_who_tries_to_write_is_refused_and_it_is_noted"),
    "B7": (f"{ROUND}::test_b7_administrator_sees_no_note_and_gets_no_emergency_access",
           f"{ROUND}::test_b7_emergency_access_is_marked_on_every_page_and_ends_by_itself",
           f"{ROUND}::test_b7_form_left_open_until_emergency_access_ended_changes_nothing"),
    "B8": (f"{ROUND}::test_b8_menu_leaves_out_exactly_what_is_refused_when_typed",),
    "B9": (f"{ROUND}::test_b9_open_form_is_refused_at_once_and_its_draft_stays_its_author_s",),
    "B10": (f"{ROUND}::test_b10_supervisor_of_the_team_left_behind_reads_no_more",),
    "B11": (f"{WALK}::test_b11_no_page_is_used_by_another_method",
            f"{WALK}::test_b11_method_override_header_is_not_heard"),
    "B12": (f"{CHILD}::test_b12_only_the_reference_itself_names_a_patient",
            f"{CHILD}::test_b12_references_are_random",
            f"{ROUND}::test_b12_doubled_and_unknown_parameters_have_no_authority"),
    "B13": (f"{ROUND}::test_b13_fields_that_no_form_has_change_nothing",
            f"{ROUND}::test_b13_details_form_moves_no_patient"),
    "B14": (f"{ROUND}::test_b14_own_account_pages_give_no_role",
            f"{ROUND}::test_b14_address_of_ones_own_cannot_be_changed_to_one_that_is_invited_later",
            f"{ROUND}::test_b14_administrator_of_one_clinic_gives_no_role_in_another"),
    "B15": (f"{ROUND}::test_b15_search_tells_nothing_of_hidden_patients_by_words_or_number_of_queries",),
    "B16": (f"{ROUND}::test_b15_b16_number_of_a_hidden_patient_is_refused_without_a_word_about_them",
            f"{ROUND}::test_b16_number_of_a_hidden_patient_given_to_ones_own_is_noted",
            f"{ROUND}::test_b16_number_of_a_hidden_patient_in_a_file_is_noted"),
    "B17": (f"{ROUND}::test_b17_export_has_no_address_from_which_someone_else_could_fetch_it",),
    "B18": ("tests/trail/test_history.py::test_administrators_see_that_but_not_what",
            f"{PEOPLE}::test_administrators_trail_of_a_person_shows_nothing_clinical"),
    "B19": (f"{LEAKS}::test_b19_address_title_header_and_log_of_a_whole_day_name_nobody",
            f"{LEAKS}::test_b19_error_page_and_its_log_name_nobody",
            f"{LEAKS}::test_b19_refusals_and_their_log_name_nobody"),
    "B20": (f"{ENTRY}::test_b20_signing_out_empties_what_the_browser_kept",
            "tests/journeys/test_sign_in_page.py::test_b20_back_after_signing_out_shows_no_patient",
            f"{WALK}::test_every_address_gives_what_its_row_says_to"),
    "B22": ("tests/patients/test_trail.py::test_person_cannot_be_deleted_through_django",
            f"{PEOPLE}::test_deactivated_person_is_out_and_records_keep_their_author",
            f"{PEOPLE}::test_account_of_two_clinics_is_not_deactivated_by_one",
            f"{SESSION}::test_deactivated_person_does_not_come_in_again"),
    "B23": (f"{TRAIL}::test_b23_no_history_is_rewritten_by_the_application",
            f"{TRAIL}::test_b23_nothing_kept_is_erased_by_the_application",
            f"{TRAIL}::test_b23_every_guard_is_there_and_switched_on"),
    "B24": (f"{TRAIL}::test_b24_application_is_refused",
            f"{TRAIL}::test_b24_application_owns_nothing_and_is_in_no_powerful_role"),
    "B25": (f"{TRAIL}::test_every_kind_is_told_when_it_is_written_changed_in_bulk_or_by_sql",),
    "B26": (f"{ROUND}::test_b26_clinician_who_left_sees_nothing_of_the_chart_not_even_what_they_wrote",),
    "B27": (f"{ROUND}::test_b27_no_token_opens_anything",),
    "C6": (f"{ENTRY}::test_c6_forged_form_is_refused_however_it_is_forged",
           f"{ENTRY}::test_d10_what_was_typed_into_a_form_that_looks_forged_is_kept"),
    "C8": (f"{JOURNEY}::test_visit_typed_across_an_ended_session_is_saved_after_signing_in",),
    "C15": (f"{ENTRY}::test_c15_sign_in_leads_to_this_site_only",),
    "C16": (f"{ENTRY}::test_c16_links_in_mail_name_the_host_that_was_asked_and_allowed",
            f"{ENTRY}::test_c16_other_hosts_are_refused", f"{LIVE}::test_c16_another_host_is_refused"),
    "C18": (f"{ENTRY}::test_c18_made_up_forwarding_addresses_do_not_help_a_guesser",
            f"{SESSION}::test_behind_a_proxy_each_address_counts_for_itself"),
    "C19": (f"{SESSION}::test_signing_in_changes_the_session_id",),
    "C20": (f"{SESSION}::test_signing_in_again_over_a_session_changes_its_id",
            f"{ENTRY}::test_c20_signing_in_again_over_a_session_gives_a_new_id"),
    "C21": (f"{ENTRY}::test_c21_stolen_cookie_is_dead_after_signing_out",
            f"{ENTRY}::test_c21_stolen_cookie_is_dead_after_a_new_password"),
    "C22": (f"{ENTRY}::test_c22_oldest_of_too_many_sessions_ends_and_it_is_said",),
    "C23": (f"{SESSION}::test_guessing_locks_out_the_guesser_alone",
            f"{SESSION}::test_spraying_one_password_over_many_names_is_stopped_by_address",
            f"{SESSION}::test_lock_outlasts_a_flood_of_other_keys",
            f"{SESSION}::test_guessing_does_not_end_a_session_that_is_already_in"),
    "C24": (f"{ENTRY}::test_c24_unknown_name_costs_the_same_hashing_and_says_the_same",
            f"{ENTRY}::test_c24_forgotten_password_says_the_same_of_anyone"),
    "C25": (f"{SESSION}::test_one_time_code_opens_once_whichever_worker_asks",
            f"{SESSION}::test_one_time_code_does_not_open_in_the_next_period",
            f"{SESSION}::test_one_time_code_given_twice_at_once_opens_once",
            f"{SESSION}::test_used_code_is_remembered_through_a_flood_of_other_keys"),
    "C26": (f"{ENTRY}::test_c26_guessing_codes_is_stopped_even_before_the_right_one",
            f"{ENTRY}::test_c26_no_address_is_open_between_password_and_code",
            f"{ENTRY}::test_c26_new_password_by_mail_does_not_pass_by_the_code",
            f"{ENTRY}::test_c26_second_tab_is_no_way_round_the_code",
            f"{ENTRY}::test_c26_recovery_code_opens_once",
            f"{ENTRY}::test_c26_second_factor_is_not_taken_away_without_the_password"),
    "C27": (f"{LIVE}::test_c27_every_answer_carries_every_policy",),
    "C30": (f"{LEAKS}::test_c30_logged_text_cannot_pass_for_a_line_of_its_own",
            f"{LEAKS}::test_c30_name_with_line_breaks_stays_on_its_page"),
    "D1": (f"{JOURNEY}::test_visit_typed_across_an_ended_session_is_saved_after_signing_in",
           f"{SESSION}::test_expired_htmx_request_is_answered_401_and_swaps_nothing"),
    "D2": (f"{ENTRY}::test_d2_form_posted_after_the_session_ended_is_its_author_s_draft",
           f"{JOURNEY}::test_without_scripts_what_was_typed_is_a_draft_after_signing_in"),
    "D3": (f"{ENTRY}::test_d3_another_person_who_signs_in_is_not_shown_it",
           f"{JOURNEY}::test_another_person_signing_in_does_not_send_it"),
    "D4": ("tests/journeys/test_idle.py::test_d4_whoever_types_stays_signed_in",
           "tests/journeys/test_idle.py::test_d4_whoever_does_not_is_warned_then_signed_out_and_the_page_covered"),
    "D10": (f"{ENTRY}::test_d10_what_was_typed_into_a_form_that_looks_forged_is_kept",
            f"{ENTRY}::test_d10_forged_form_without_its_author_s_mark_keeps_nothing"),
    "D13": (f"{ENTRY}::test_d13_draft_of_one_patient_is_not_offered_for_another",),
    "G5": (f"{ENTRY}::test_g5_session_ends_when_the_clock_is_put_back_or_far_forward",),
    "G6": (f"{ENTRY}::test_g6_code_of_a_phone_whose_clock_is_off_is_refused_with_what_to_do",),
    "H14": (f"{ENTRY}::test_h14_one_sign_in_costs_little_enough_for_a_hundred_at_once",
            f"{SESSION}::test_hasher_keeps_owasp_parameters"),
    "H22": (f"{ENTRY}::test_h22_without_its_counters_nobody_comes_in",),
    "H24": (f"{START}::test_production_refuses_what_is_not_safe",),
}  # fmt: skip

TRAPS: dict[str, tuple[str, ...]] = {
    "seeds and recovery codes are stored in clear": (
        f"{SESSION}::test_seed_is_not_stored_in_clear",
        f"{SESSION}::test_recovery_codes_are_not_stored_in_clear",
    ),
    "a second worker takes the same code": (
        f"{SESSION}::test_one_time_code_opens_once_whichever_worker_asks",
        f"{SESSION}::test_one_time_code_given_twice_at_once_opens_once",
    ),
    "a code opens again after 31 seconds": (
        f"{SESSION}::test_one_time_code_does_not_open_in_the_next_period",
    ),
    "a flood of other keys pushes used codes and counters out": (
        f"{SESSION}::test_used_code_is_remembered_through_a_flood_of_other_keys",
        f"{SESSION}::test_lock_outlasts_a_flood_of_other_keys",
    ),
    "an attacker locks a clinician out": (
        f"{SESSION}::test_guessing_locks_out_the_guesser_alone",
        f"{SESSION}::test_guessing_does_not_end_a_session_that_is_already_in",
    ),
    "behind a proxy all share one counter": (
        f"{SESSION}::test_behind_a_proxy_each_address_counts_for_itself",
    ),
    "signing in again keeps the session's id": (
        f"{SESSION}::test_signing_in_again_over_a_session_changes_its_id",
        f"{ENTRY}::test_c20_signing_in_again_over_a_session_gives_a_new_id",
    ),
    "Argon2's defaults let six sign-ins a second occupy the machine": (
        f"{SESSION}::test_hasher_keeps_owasp_parameters",
        f"{ENTRY}::test_h14_one_sign_in_costs_little_enough_for_a_hundred_at_once",
    ),
    "a bulk update or SQL session escapes the history": (
        "tests/patients/test_trail.py::test_bulk_update_is_kept",
        "tests/patients/test_trail.py::test_raw_sql_is_kept_and_shows_no_person",
        f"{TRAIL}::test_every_kind_is_told_when_it_is_written_changed_in_bulk_or_by_sql",
    ),
    "a pooled connection that died answers the next request with an error": (
        f"{START}::test_connections_that_died_in_the_pool_are_nobody_s_503",
    ),
    "an expired session's answer swaps the form away": (
        f"{SESSION}::test_expired_htmx_request_is_answered_401_and_swaps_nothing",
        f"{JOURNEY}::test_visit_typed_across_an_ended_session_is_saved_after_signing_in",
    ),
}
"""What the libraries do by default, was seen to go wrong, and is done differently here (docs/adr)."""

NOT_HERE: dict[str, str] = {
    "A12": "a trial is tied to its dates, not to an episode: there is nothing to be outside of",
    "B21": "no page and no export adds patients up",
    "C17": "the bytes of a request are read by the web server in front and by granian, not by our code",
}
